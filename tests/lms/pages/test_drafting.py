"""What a draft keeps, publishing judges."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from lms.pages.drafting import AddressBlock


@pytest.mark.parametrize("typed", ["ftp://example.org/form.pdf", "javascript:alert(1)", "example"])
def test_address_that_is_none_of_the_web_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Give the whole web address"):
        AddressBlock().clean(typed)


def test_address_of_the_web_is_taken() -> None:
    assert AddressBlock().clean("http://example.org/form") == "http://example.org/form"
