"""The interface speaks one language at a time, and says which."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["cy", "cy;q=0.9, en;q=0.5", "de", "en-GB", ""])
def test_page_is_english_and_says_so_while_the_interface_has_no_other_language(asked: str) -> None:
    page = Client(headers={"accept-language": asked}).post("/account/login/", {"login": "", "password": ""})
    html = page.content.decode()

    assert '<html lang="en-gb"' in html
    assert "This field is required." in html or "Enter" in html
    assert page.headers["Content-Language"] == "en-gb"


@pytest.mark.django_db
@override_settings(INTERFACE_LANGUAGES=["en-gb", "cy"])
def test_language_is_the_visitor_s_once_the_interface_has_it() -> None:
    page = Client(headers={"accept-language": "cy"}).get("/account/login/")

    assert '<html lang="cy"' in page.content.decode()
    assert page.headers["Content-Language"] == "cy"
