import re

import pytest
from django.core.exceptions import ValidationError

from lms.pages import colour
from lms.pages.models import SiteSettings


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#a3202d", "#fbf8f2", 7.07),
    ],
)
def test_contrast_is_that_of_wcag_and_the_same_both_ways(one, other, ratio):
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colour.contrast(other, one) == colour.contrast(one, other)


def test_text_on_a_colour_is_white_or_ink_whichever_reads_better():
    assert colour.text_on("#a3202d") == "#ffffff"
    assert colour.text_on("#f0857f") == "#1d1a22"


def test_wash_grows_fainter_until_the_colour_reads_on_it():
    for accent in ("#a3202d", "#0b6e4f", "#6b4fa0", "#8a5a00"):
        ground = colour.wash(accent, colour.LIGHT_PAPER, 0.3)
        assert colour.contrast(accent, ground) >= 4.5


def test_accent_too_pale_for_the_light_page_is_refused_with_the_ratio_measured():
    with pytest.raises(ValidationError) as caught:
        SiteSettings(accent="#e0a030").full_clean()

    assert caught.value.message_dict == {
        "accent": [
            "On the light page this colour has a contrast of 2.1 to 1; words need 4.5. Choose a darker one."
        ]
    }


def test_accent_too_dark_for_the_dark_page_is_refused_with_the_ratio_measured():
    with pytest.raises(ValidationError) as caught:
        SiteSettings(accent_dark="#803030").full_clean()

    assert caught.value.message_dict == {
        "accent_dark": [
            "On the dark page this colour has a contrast of 1.9 to 1; words need 4.5. Choose a lighter one."
        ]
    }


def test_accent_that_is_no_colour_is_refused_once():
    with pytest.raises(ValidationError) as caught:
        SiteSettings(accent="red").full_clean()

    assert caught.value.message_dict == {"accent": ["Write the colour as # and six digits, such as #a3202d."]}


def test_readable_accents_are_taken():
    SiteSettings(accent="#0b5d4a", accent_dark="#7fd0b8").full_clean()


def test_theme_sets_the_accent_and_what_derives_from_it_in_both_schemes():
    assert colour.theme("#0B5D4A", "#7fd0b8") == (
        "@layer tokens{:root{--accent:#0b5d4a;--accent-strong:#094f3f;--on-accent:#ffffff;"
        "--accent-wash:#e8ece5}@supports (color:light-dark(#000,#fff)){:root{"
        "--accent:light-dark(#0b5d4a,#7fd0b8);--accent-strong:light-dark(#094f3f,#92d7c3);"
        "--on-accent:light-dark(#ffffff,#1d1a22);--accent-wash:light-dark(#e8ece5,#2a3737)}}}\n"
    )


def test_accent_that_just_reads_on_paper_is_made_darker_on_a_tinted_ground():
    accent, accent_dark = "#0a7a5c", "#d0605a"
    assert colour.contrast(accent, colour.LIGHT_PAPER) >= 4.5 > colour.contrast(accent, "#d8e4ee")
    css = colour.theme(accent, accent_dark)

    for name, (bright, dim) in colour.GROUNDS.items():
        found = re.search(rf"\[data-ground={name}\]{{--accent:light-dark\((#\w+),(#\w+)\)}}", css)
        on_bright, on_dim = found.groups() if found else (accent, accent_dark)
        assert min(colour.contrast(on_bright, ground) for ground in bright) >= 4.5
        assert min(colour.contrast(on_dim, ground) for ground in dim) >= 4.5
    assert "[data-ground=blue]" in css
    assert "[data-ground=plain]" not in colour.theme("#0b5d4a", "#7fd0b8")
