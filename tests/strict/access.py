"""What people need who do not see the page: names, headings, landmarks, references."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.strict.content import is_interactive
from tests.strict.tree import SVG, Tree, show, tag_of, words

REFERENCES = words(
    "aria-labelledby aria-describedby aria-controls aria-owns aria-details aria-errormessage aria-flowto"
    " aria-activedescendant for headers list form popovertarget commandfor"
)
STATES = words(
    "atomic autocomplete braillelabel brailleroledescription busy checked colcount colindex colindextext"
    " colspan current description disabled dropeffect errormessage expanded grabbed haspopup hidden invalid"
    " keyshortcuts label level live modal multiline multiselectable orientation placeholder posinset pressed"
    " readonly relevant required roledescription rowcount rowindex rowindextext rowspan selected setsize sort"
    " valuemax valuemin valuenow valuetext"
) | {name.removeprefix("aria-") for name in REFERENCES if name.startswith("aria-")}
ROLES = words(
    "alert alertdialog application article banner button cell checkbox columnheader combobox"
    " complementary contentinfo definition dialog document feed figure form grid gridcell group heading"
    " img link list listbox listitem log main marquee math menu menubar menuitem menuitemcheckbox"
    " menuitemradio navigation none note option presentation progressbar radio radiogroup region row"
    " rowgroup rowheader scrollbar search searchbox separator slider spinbutton status switch tab table"
    " tablist tabpanel term textbox timer toolbar tooltip tree treegrid treeitem"
)
NAMED_ROLES = words("button link dialog alertdialog img region group radiogroup progressbar")
LABELLED = {"input", "select", "textarea", "button", "meter", "progress", "output"}
LANDMARKS = words("main banner contentinfo navigation search region form complementary")
SECTIONING = {"article", "aside", "main", "nav", "section"}
NAMED_TAGS = {"button", "summary", "select", "textarea", "iframe", "fieldset", "meter", "progress", "audio"}
NAMED_TAGS |= {"video", "dialog", "legend", "label", "th", "option"}
SAYS_NOTHING = {"here", "click here", "this", "more", "read more", "link", "details", "this page"}


def faults(tree: Tree) -> Iterator[str]:
    yield from _ids(tree)
    yield from _references(tree)
    yield from _names(tree)
    yield from _aria(tree)
    yield from _focus(tree)
    yield from _tables(tree)


def faults_of_whole(tree: Tree) -> Iterator[str]:
    """What only a whole page has."""
    head = [" ".join("".join(title.itertext()).split()) for title in tree.all("title")]
    if len(head) != 1 or not head[0]:
        yield f"titles: {head}"
    if not tree.root.attrib.get("lang"):
        yield "html without lang"
    for meta in tree.all("meta"):
        said = meta.attrib.get("content", "")
        if meta.attrib.get("name") == "viewport" and re.search(
            r"user-scalable\s*=\s*(no|0)|maximum-scale", said
        ):
            yield f"the viewport forbids zooming: {said}"
    yield from _headings(tree)
    yield from _landmarks(tree)


def _ids(tree: Tree) -> Iterator[str]:
    count = Counter(node.attrib["id"] for node in tree.elements if "id" in node.attrib)
    for one, times in count.items():
        if times > 1:
            yield f"id “{one}” {times} times"
        if not one or re.search(r"\s", one):
            yield f"no id: “{one}”"


def _references(tree: Tree) -> Iterator[str]:
    for node in tree.elements:
        for attribute in REFERENCES:
            if attribute in node.attrib:
                for one in node.attrib[attribute].split() or [""]:
                    if one not in tree.by_id and not tree.part:
                        yield f"{attribute}=“{one}” points at nothing: {show(node)}"
        place = node.attrib.get("href", "") if tag_of(node) == "a" else ""
        if place.startswith("#") and not tree.part and place not in {"#top"} and place[1:] not in tree.by_id:
            yield f"leads to no place of the page: {show(node)}"
        aim = tree.by_id.get(node.attrib.get("for", "")) if tag_of(node) == "label" else None
        if aim is not None and tag_of(aim) not in LABELLED:
            yield f"labels no control: {show(node)}"


def _names(tree: Tree) -> Iterator[str]:
    for node in tree.elements:
        tag, given = tag_of(node), node.attrib
        if tag in {"img", "area"} and "alt" not in given:
            yield f"no alt: {show(node)}"
        if tree.is_silent(node) or given.get("type") == "hidden":
            continue
        if tag == f"{SVG}svg" and not (given.get("role") == "img" and tree.name(node)):
            yield f"a drawing that is neither silent nor named: {show(node)}"
        link = tag == "a" and "href" in given
        if link and " ".join(tree.text(node).lower().split()).strip(" .…→") in SAYS_NOTHING:
            yield f"says nothing about where it leads: {show(node)}"
        if tag == "input" and tree.part and not tree.name(node):
            continue  # its label may be in the page
        if (
            link or tag == "input" or tag in NAMED_TAGS or given.get("role") in NAMED_ROLES
        ) and not tree.name(node):
            yield f"no name: {show(node)}"


def _aria(tree: Tree) -> Iterator[str]:
    for node in tree.elements:
        for attribute, value in node.attrib.items():
            if attribute.startswith("aria-") and attribute[5:] not in STATES:
                yield f"no such attribute: {attribute} on {show(node)}"
            if attribute == "role" and not set(value.split()) <= ROLES:
                yield f"no such role: {value} on {show(node)}"
            if attribute in {"aria-label", "aria-roledescription", "role"} and not value.strip():
                yield f"empty {attribute}: {show(node)}"
        if is_interactive(node) and node.attrib.get("tabindex") != "-1" and "disabled" not in node.attrib:
            silent = [one for one in (node, *tree.ancestors(node)) if one.attrib.get("aria-hidden") == "true"]
            if silent and not any("hidden" in one.attrib for one in (node, *tree.ancestors(node))):
                yield f"can be focused and is not spoken: {show(node)}"


def _focus(tree: Tree) -> Iterator[str]:
    keys: Counter[str] = Counter()
    eager = 0
    for node in tree.elements:
        keys.update(node.attrib.get("accesskey", "").lower().split())
        eager += "autofocus" in node.attrib
        if not re.fullmatch(r"0|-1", node.attrib.get("tabindex", "0")):
            yield f"tabindex {node.attrib['tabindex']}: {show(node)}"
    for key, times in keys.items():
        if times > 1:
            yield f"accesskey “{key}” {times} times"
    if eager > 1:
        yield f"{eager} elements want the focus at first"


def _tables(tree: Tree) -> Iterator[str]:
    for table in tree.all("table"):
        if table.attrib.get("role") in {"presentation", "none"}:
            continue
        heads = [node for node in table.iter() if tag_of(node) == "th"]
        if not heads:
            yield f"a table without headers: {show(table)}"
        for head in heads:
            if head.attrib.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"a header without scope: {show(head)}"
        if not tree.name(table):
            yield f"a table without caption: {show(table)}"


def _headings(tree: Tree) -> Iterator[str]:
    before = 0
    found = [node for node in tree.all("h1", "h2", "h3", "h4", "h5", "h6") if not tree.is_silent(node)]
    ones = [show(node) for node in found if tag_of(node) == "h1"]
    if len(ones) != 1:
        yield f"{len(ones)} headings of the first level: {ones}"
    for node in found:
        level = int(tag_of(node)[1])
        if level > before + 1:
            yield f"heading h{level} after h{before}: {show(node)}"
        if not tree.text(node):
            yield f"an empty heading: {show(node)}"
        before = level


def _role(tree: Tree, node: Element) -> str:
    """Which landmark ``node`` is, if it is one."""
    tag, given = tag_of(node), node.attrib.get("role", "")
    if given:
        return given if given in LANDMARKS else ""
    plain = {"main": "main", "nav": "navigation", "aside": "complementary", "search": "search"}
    if tag in {"header", "footer"}:
        inside = tree.within(node) & SECTIONING
        return "" if inside else {"header": "banner", "footer": "contentinfo"}[tag]
    if tag in {"section", "form"}:
        return {"section": "region", "form": "form"}[tag] if tree.name(node) else ""
    return plain.get(tag, "")


def _landmarks(tree: Tree) -> Iterator[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for node in tree.elements:
        if not tree.is_silent(node) and (role := _role(tree, node)):
            found[role].append(tree.name(node))
    for role in ("main", "banner", "contentinfo"):
        count = len(found.pop(role, []))
        if count > 1 or (count == 0 and role == "main"):
            yield f"{count} landmarks “{role}”"
    for role, names in found.items():
        for name, times in Counter(names).items():
            if len(names) > 1 and (times > 1 or not name):
                yield f"{len(names)} landmarks “{role}” of which {times} named “{name}”"
