"""How big a file is, as people compare it at a glance."""

from __future__ import annotations

import pytest
from django.utils import translation

from lms.pages.sizes import file_size


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (None, ""),
        (0, ""),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (10_189, "10 KB"),  # 9.95
        (257_024, "251 KB"),
        (257_500, "251 KB"),
        (1024**2 - 1, "1 MB"),
        (1024**2, "1 MB"),
        (8_808_038, "8.4 MB"),
        (31_562_138, "30 MB"),
        (1024**3 - 1, "1 GB"),
        (4_617_089_843, "4.3 GB"),
        (30 * 1024**3, "30 GB"),
    ],
)
def test_decimal_only_below_ten_and_only_where_it_says_something(size: int | None, words: str) -> None:
    with translation.override("en-gb"):
        assert file_size(size) == words.replace(" ", "\xa0")
