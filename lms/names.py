"""Names in the form in which they are ordered and searched."""

from __future__ import annotations

import unicodedata


def name_key(value: str) -> str:
    """Unaccented and case-folded, for order and search (SQLite and our PostgreSQL have no ICU)."""
    decomposed = unicodedata.normalize("NFKD", value).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
