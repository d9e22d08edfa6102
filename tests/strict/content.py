"""What may stand in what, and attributes with a fixed vocabulary (HTML Standard, “content model”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.strict.tree import Tree, show, tag_of, words

PHRASING = words(
    "a abbr area audio b bdi bdo br button canvas cite code data datalist del dfn em embed i iframe img input"
    " ins kbd label link map mark meter noscript object output picture progress q ruby s samp script select"
    " small span strong sub sup template textarea time u var video wbr rb rp rt rtc source track option"
    " optgroup param"
)
# Elements that hold words and what stands among words. A legend and a summary may hold a heading besides.
WORDS_ONLY = words(
    "p h1 h2 h3 h4 h5 h6 pre span em strong small b i u s q cite code kbd samp var sub sup mark time data"
    " abbr dfn label button legend summary output bdi bdo meter progress"
)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
TRANSPARENT = {"a", "ins", "del", "map", "object", "video", "audio", "noscript"}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "menu": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th", "script", "template"},
    "select": {"option", "optgroup", "hr"},
}
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "legend": {"fieldset"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "caption": {"table"},
    "source": {"picture", "audio", "video"},
    "track": {"audio", "video"},
}
OBSOLETE = words("acronym applet basefont big blink center dir font frame frameset marquee nobr strike tt")
OBSOLETE_ATTRIBUTES = words("align bgcolor border cellpadding cellspacing valign hspace vspace nowrap")
INTERACTIVE = {"button", "select", "textarea", "iframe", "details", "embed"}
AUTOCOMPLETE = words(
    "name honorific-prefix given-name additional-name family-name honorific-suffix nickname username"
    " new-password current-password one-time-code organization-title organization street-address"
    " address-line1 address-line2 address-line3 address-level4 address-level3 address-level2 address-level1"
    " country country-name postal-code cc-name cc-number language bday bday-day bday-month bday-year sex url"
    " photo tel tel-country-code tel-national tel-area-code tel-local tel-extension email impp"
)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[a-z]{2}|\d{3}))?(-x(-[a-z0-9]{1,8})+)?\Z")


def faults(tree: Tree) -> Iterator[str]:
    for node in tree.elements:
        if not tag_of(node).startswith("{"):
            yield from _place(tree, node)
            yield from _attributes(tree, node)


def is_interactive(node: Element) -> bool:
    tag, given = tag_of(node), node.attrib
    return (
        tag in INTERACTIVE
        or (tag == "a" and "href" in given)
        or (tag == "input" and given.get("type") != "hidden")
        or (tag in {"audio", "video"} and "controls" in given)
        or "tabindex" in given
    )


def _place(tree: Tree, node: Element) -> Iterator[str]:
    tag, parent = tag_of(node), tree.parents.get(node)
    if tag in OBSOLETE:
        yield f"obsolete: {show(node)}"
    if parent is None or (tree.part and parent is tree.root):
        return
    above = tag_of(parent)
    if (allowed := CHILDREN.get(above)) and tag not in allowed:
        yield f"{show(node)} stands in a {above}"
    if (allowed := PARENTS.get(tag)) and above not in allowed:
        yield f"{show(node)} stands in a {above}"
    if tag not in PHRASING and not tag.startswith("{"):
        holder = next((a for a in tree.ancestors(node) if tag_of(a) not in TRANSPARENT), tree.root)
        heading = tag in HEADINGS and tag_of(holder) in {"legend", "summary"}
        if tag_of(holder) in WORDS_ONLY and not heading:
            yield f"{show(node)} stands in {show(holder)}, which holds words only"
    if is_interactive(node) and tag != "details":
        for outer in tree.ancestors(node):
            if tag_of(outer) in {"a", "button"} or (tag_of(outer) == "summary" and tag != "summary"):
                yield f"{show(node)} stands in {show(outer)}: one control in another"


def _attributes(tree: Tree, node: Element) -> Iterator[str]:
    tag, given = tag_of(node), node.attrib
    for name in OBSOLETE_ATTRIBUTES & set(given):
        yield f"obsolete attribute {name}: {show(node)}"
    if "lang" in given and not LANGUAGE.match(given["lang"]):
        yield f"no language: lang=“{given['lang']}” on {show(node)}"
    if tag == "button" and given.get("type") not in {"submit", "button", "reset"}:
        yield f"no type: {show(node)}"
    if tag in {"a", "area"} and given.get("href", "x").strip() == "":
        yield f"leads nowhere: {show(node)}"
    if tag in {"img", "script", "iframe", "source", "track"} and given.get("src", "x").strip() == "":
        yield f"empty src: {show(node)}"
    if "autocomplete" in given:
        yield from _autocomplete(node)
    if tag == "form" and given.get("method", "get").lower() not in {"get", "post", "dialog"}:
        yield f"unknown method: {show(node)}"
    if tag == "time":
        yield from _time(node)


def _autocomplete(node: Element) -> Iterator[str]:
    said = node.attrib["autocomplete"].lower().split()
    if tag_of(node) == "form":
        if said not in (["on"], ["off"]):
            yield f"autocomplete=“{' '.join(said)}”: {show(node)}"
        return
    tokens = [word for word in said if not word.startswith("section-")]
    if tokens[-1:] == ["webauthn"]:
        tokens.pop()
    if tokens[:1] and tokens[0] in {"shipping", "billing", "home", "work", "mobile", "fax", "pager"}:
        tokens.pop(0)
    if tokens not in (["on"], ["off"]) and not (len(tokens) == 1 and tokens[0] in AUTOCOMPLETE):
        yield f"autocomplete=“{' '.join(said)}”: {show(node)}"


DATE = r"\d{4}-\d\d-\d\d"
CLOCK = r"\d\d:\d\d(:\d\d(\.\d{1,3})?)?"
TIME = re.compile(
    rf"({DATE}|\d{{4}}(-\d\d)?|{CLOCK}|{DATE}[T ]{CLOCK}(Z|[+-]\d\d:?\d\d)?|P[\dDTHMS.]+|\d{{4}}-W\d\d)\Z"
)


def _time(node: Element) -> Iterator[str]:
    value = node.attrib.get("datetime", "".join(node.itertext()).strip())
    if not TIME.match(value):
        yield f"no time: “{value}” in {show(node)}"
