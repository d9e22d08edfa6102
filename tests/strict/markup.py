"""Everything that is wrong with a page, a part of one, or a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tests.strict import access, content
from tests.strict.tree import Tree, show, tag_of

# What differs each time a page is asked for, and says nothing about its markup.
CHANGING = re.compile(r'(name="csrfmiddlewaretoken" value="|name="submission" value=")[\w-]+|nonce="[^"]*"')
DATA = {"application/json", "application/ld+json", "importmap", "speculationrules"}


def faults_of_page(html: str) -> tuple[str, ...]:
    """A page of the site: strict markup, names for those who listen, nothing that the policy forbids."""
    return _faults_of_page(CHANGING.sub(r"\1", html))


def faults_of_part(html: str) -> tuple[str, ...]:
    """What a script fetches and puts into a page."""
    return _faults_of_part(CHANGING.sub(r"\1", html))


def faults_of_letter(html: str) -> tuple[str, ...]:
    """The HTML part of a letter. It has a style of its own, and no landmarks."""
    tree = Tree(html)
    found = [*tree.errors, *content.faults(tree), *access.faults(tree)]
    if not tree.root.attrib.get("lang"):
        found.append("html without lang")
    if [bool("".join(one.itertext()).strip()) for one in tree.all("title")] != [True]:
        found.append("not one title")
    if list(tree.all("h1", "h2", "h3")) and len(list(tree.all("h1"))) != 1:
        found.append("headings without one h1")
    return tuple(found)


@lru_cache(maxsize=4000)
def _faults_of_page(html: str) -> tuple[str, ...]:
    tree = Tree(html)
    return (
        *tree.errors,
        *content.faults(tree),
        *access.faults(tree),
        *access.faults_of_whole(tree),
        *_forbidden(tree),
    )


@lru_cache(maxsize=4000)
def _faults_of_part(html: str) -> tuple[str, ...]:
    tree = Tree(html, part=True)
    return (*tree.errors, *content.faults(tree), *access.faults(tree), *_forbidden(tree))


def _forbidden(tree: Tree) -> Iterator[str]:
    """The Content-Security-Policy lets no style and no script stand in the page."""
    for node in tree.elements:
        for attribute in node.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"attribute {attribute} in the page: {show(node)}"
        if tag_of(node) == "style":
            yield f"a style in the page: {show(node)}"
        if tag_of(node) == "script" and "src" not in node.attrib and node.attrib.get("type") not in DATA:
            yield f"a script in the page: {show(node)}"
