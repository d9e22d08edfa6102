"""The checker finds what it is for, names it, and leaves sound markup alone."""

from __future__ import annotations

import pytest

from tests.strict.markup import faults_of_letter, faults_of_page, faults_of_part

PAGE = (
    '<!DOCTYPE html><html lang="en-gb"><head><meta charset="utf-8"><title>A page</title></head><body>'
    '<header><nav aria-label="Main"><ul><li><a href="/">Home</a></li></ul></nav></header>'
    '<main id="main"><h1>A page</h1>{}</main><footer><p>The end</p></footer></body></html>'
)
SOUND = """
<h2>Part</h2><p>Words &amp; <a href="#main">up to the beginning</a>.</p>
<form method="post" autocomplete="off"><label for="a">Name</label>
<input id="a" name="a" autocomplete="section-x home email" aria-describedby="hint"><p id="hint">A hint</p>
<fieldset><legend><strong>Which</strong></legend><label><input type="radio" name="r"> One</label></fieldset>
<button type="submit">Send</button></form>
<table><caption>Numbers</caption><tr><th scope="col">One</th></tr><tr><td>1</td></tr></table>
<dl><div><dt>Word</dt><dd><p>Meaning</p></dd></div></dl><img src="/x.png" alt="">
<svg aria-hidden="true" focusable="false"><path d="m0 0"/></svg><p lang="cy">Cymraeg</p>
<time datetime="2026-03-08">8 March</time><details><summary><h3>More words</h3></summary><p>Here</p></details>
"""


def test_sound_page_has_no_fault():
    assert faults_of_page(PAGE.format(SOUND)) == ()


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<div>", "end-tag-too-early"),
        ("<p><b><i>x</b></i></p>", "adoption-agency"),
        ('<p id="a" id="b">x</p>', "duplicate-attribute"),
        ("<p>&nonsense;</p>", "expected-named-entity"),
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ("<table><p>x</p></table>", "table-voodoo"),
        ('<p class="a"id="b">x</p>', "unexpected-character-after-attribute-value"),
        ("<p id=x>a</p><p id=x>b</p>", "id “x” 2 times"),
        ('<label for="gone">x</label>', "for=“gone” points at nothing"),
        ('<p aria-describedby="gone">x</p>', "aria-describedby=“gone” points at nothing"),
        ('<p><a href="#gone">To a place</a></p>', "leads to no place of the page"),
        ('<label for="main">x</label>', "labels no control"),
        ("<h1>Another</h1>", "2 headings of the first level"),
        ("<h3>Deep</h3>", "heading h3 after h1"),
        ("<h2></h2>", "an empty heading"),
        ("<main>x</main>", "2 landmarks “main”"),
        ("<nav>x</nav>", "2 landmarks “navigation” of which 1 named “”"),
        ('<nav aria-label="Main">x</nav>', "2 landmarks “navigation” of which 2 named “Main”"),
        ('<input name="a" placeholder="Name" title="Name">', "no name: <input"),
        ('<button type="button"><svg aria-hidden="true"></svg></button>', "no name: <button"),
        ('<a href="/x"><img src="/x.png" alt=""></a>', "no name: <a"),
        ('<a href="/x">click here</a>', "says nothing about where it leads"),
        ('<a href="">Words</a>', "leads nowhere"),
        ('<img src="/x.png">', "no alt"),
        ("<svg><path d='m0 0'/></svg>", "neither silent nor named"),
        ("<fieldset><input type='hidden'></fieldset>", "no name: <fieldset"),
        ("<button>Send</button>", "no type: <button"),
        ('<p tabindex="3">x</p>', "tabindex 3"),
        ('<a href="/" accesskey="s">a b</a><a href="/" accesskey="s">c d</a>', "accesskey “s” 2 times"),
        ('<p lang="english">x</p>', "no language: lang=“english”"),
        ('<p role="buton">x</p>', "no such role: buton"),
        ('<p aria-labeled="x">x</p>', "no such attribute: aria-labeled"),
        ('<div aria-hidden="true"><a href="/">Home page</a></div>', "can be focused and is not spoken"),
        ("<table><caption>c</caption><tr><td>1</td></tr></table>", "a table without headers"),
        ("<table><caption>c</caption><tr><th>1</th></tr></table>", "a header without scope"),
        ('<table><tr><th scope="col">1</th></tr></table>', "a table without caption"),
        ('<label>E<input name="e" autocomplete="e-mail"></label>', "autocomplete=“e-mail”"),
        ("<ul><p>x</p></ul>", "stands in a ul"),
        ("<div><li>x</li></div>", "stands in a div"),
        ("<span><div>x</div></span>", "which holds words only"),
        ('<a href="/"><button type="button">x</button></a>', "one control in another"),
        ("<center>x</center>", "obsolete: <center>"),
        ('<table width="3" border="1"></table>', "obsolete attribute border"),
        ("<time>soon</time>", "no time: “soon”"),
        ('<p style="color: red">x</p>', "attribute style in the page"),
        ('<p onclick="x()">x</p>', "attribute onclick in the page"),
        ("<script>x()</script>", "a script in the page"),
    ],
)
def test_fault_is_found(markup, fault):
    assert fault in "\n".join(faults_of_page(PAGE.format(markup)))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<!DOCTYPE html>", "", "expected-doctype-but-got-start-tag"),
        (' lang="en-gb"', "", "html without lang"),
        ("A page</title>", "</title>", "titles: ['']"),
        ("<h1>A page</h1>", "", "0 headings of the first level"),
        (
            '<meta charset="utf-8">',
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width, user-scalable=no">',
            "the viewport forbids zooming",
        ),
    ],
)
def test_fault_of_the_whole_page_is_found(old, new, fault):
    assert fault in "\n".join(faults_of_page(PAGE.format("").replace(old, new)))


def test_part_of_a_page_may_point_out_of_itself():
    assert faults_of_part('<p aria-describedby="elsewhere">x</p>') == ()
    assert "no type" in faults_of_part("<button>Send</button>")[0]
    assert faults_of_part("<td>1</td>") == ()


def test_letter_has_language_title_and_style_of_its_own():
    letter = (
        '<!DOCTYPE html><html lang="cy"><head><title>Helo</title></head>'
        '<body><p style="margin:0">x</p></body></html>'
    )

    assert faults_of_letter(letter) == ()
    assert faults_of_letter(letter.replace(' lang="cy"', "").replace("Helo", "")) == (
        "html without lang",
        "not one title",
    )


def test_what_changes_with_each_request_is_looked_at_once():
    field = '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{}"></form>'

    assert faults_of_page(PAGE.format(field.format("abc"))) is faults_of_page(
        PAGE.format(field.format("xyz"))
    )
