"""A page as a tree that can be asked questions: parents, order, and the names that a screen reader speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

HTML = "{http://www.w3.org/1999/xhtml}"
HOLDERS = {"td": "tr", "th": "tr", "tr": "tbody", "tbody": "table", "option": "select"}  # of a part of a page
SVG = "{http://www.w3.org/2000/svg}"


def words(text: str) -> frozenset[str]:
    """A vocabulary, written as one would write it down."""
    return frozenset(text.split())


NAMED_BY_LABEL = words("input select textarea meter progress output")
NOT_NAMED_BY_CONTENT = words("nav aside section form video audio dialog header footer")


def tag_of(node: Element) -> str:
    """``div``; what is not HTML keeps its namespace; a comment is ``""``."""
    return node.tag.removeprefix(HTML) if isinstance(node.tag, str) else ""


def show(node: Element) -> str:
    """An element as one would point at it: ``<a class="stop__label"> “Planning”``."""
    names = "".join(f' {k}="{v}"' for k, v in node.attrib.items() if k in {"id", "class", "name", "href"})
    inside = " ".join("".join(node.itertext()).split())[:40]
    return f"<{tag_of(node).rpartition('}')[2]}{names}>" + (f" “{inside}”" if inside else "")


@dataclass
class Tree:
    """``part`` is markup that belongs into a page and is none itself."""

    html: str
    part: bool = False
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        parser = HTMLParser()
        if self.part:
            begins = re.match(r"\s*<(\w+)", self.html)
            holder = HOLDERS.get(begins[1].lower() if begins else "", "div")
            self.root: Element = parser.parse_fragment(self.html, container=holder)
        else:
            self.root = parser.parse(self.html)
        self.errors = [
            f"line {line}: {code} {' '.join(str(value) for value in (about or {}).values())}".strip()
            for (line, _column), code, about in parser.errors
        ]

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.root.iter() for child in parent}

    @cached_property
    def elements(self) -> list[Element]:
        """Every HTML element in the order in which it is read; not what waits in a ``template``."""
        return [node for node in self.root.iter() if tag_of(node) and "template" not in self.within(node)]

    @cached_property
    def by_id(self) -> dict[str, Element]:
        return {node.attrib["id"]: node for node in reversed(self.elements) if "id" in node.attrib}

    def all(self, *tags: str) -> Iterator[Element]:
        return (node for node in self.elements if tag_of(node) in tags)

    def ancestors(self, node: Element) -> Iterator[Element]:
        while (found := self.parents.get(node)) is not None:
            yield found
            node = found

    def within(self, node: Element) -> set[str]:
        return {tag_of(one) for one in self.ancestors(node)}

    def is_silent(self, node: Element) -> bool:
        """Hidden from everybody, or from those who listen; what CSS hides is not known here."""
        return any(
            "hidden" in one.attrib or one.attrib.get("aria-hidden") == "true"
            for one in (node, *self.ancestors(node))
        )

    def text(self, node: Element) -> str:
        """What the inside of ``node`` is read out as."""
        if "hidden" in node.attrib or node.attrib.get("aria-hidden") == "true":
            return ""
        tag = tag_of(node)
        if not tag or tag in {"script", "style", "template"}:
            return ""
        own = node.attrib.get("aria-label", "") or (node.attrib.get("alt", "") if tag == "img" else "")
        if own:
            return own
        inside = [node.text or ""]
        for child in node:
            inside += [self.text(child), child.tail or ""]
        return " ".join(" ".join(inside).split())

    def name(self, node: Element) -> str:
        """The accessible name, as far as it is given by markup; ``title`` and ``placeholder`` are none."""
        if referred := node.attrib.get("aria-labelledby"):
            named = [self.by_id[one] for one in referred.split() if one in self.by_id]
            return " ".join(self.text(one) for one in named).strip()
        if label := node.attrib.get("aria-label", "").strip():
            return label
        tag = tag_of(node)
        if tag in NAMED_BY_LABEL:
            return self._name_of_control(node)
        for owner, inner in (("fieldset", "legend"), ("table", "caption"), ("figure", "figcaption")):
            if tag == owner:
                first = next((child for child in node if tag_of(child) == inner), None)
                return "" if first is None else self.text(first)
        if tag == "iframe":
            return node.attrib.get("title", "")
        if tag in NOT_NAMED_BY_CONTENT:
            return ""
        return self.text(node)

    def labels(self, node: Element) -> list[Element]:
        own = node.attrib.get("id")
        labels = [label for label in self.all("label") if own and label.attrib.get("for") == own]
        return labels + [a for a in self.ancestors(node) if tag_of(a) == "label" and "for" not in a.attrib]

    def _name_of_control(self, node: Element) -> str:
        kind = node.attrib.get("type")
        if kind in {"submit", "reset", "button"}:
            return node.attrib.get("value", "")
        if kind == "image":
            return node.attrib.get("alt", "")
        return " ".join(self.text(label) for label in self.labels(node)).strip()
