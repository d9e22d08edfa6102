"""Strict checks of markup: how a page is written, not how it looks.

``markup.faults_of_page`` takes the text of a page and answers everything that is
wrong with it. Every page that any test asks for goes through it
(``watch``; in a browser ``tests.browser.watch``).
"""
