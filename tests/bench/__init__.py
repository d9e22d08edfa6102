"""``make bench``: what a page and a write cost, measured on the server that production runs.

    .venv/bin/python -m tests.bench                           everything, about five minutes
    .venv/bin/python -m tests.bench --quick                   the same in less than one
    .venv/bin/python -m tests.bench --only lesson,wagtail --quick

See ``README.md`` beside this file. Nothing here is imported by the site or by other tests.
"""
