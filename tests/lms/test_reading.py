"""What a choice of reading settings is, and what is made of a broken one."""

import pytest

from lms.reading import AS_IT_WAS, LONGEST, OFFERED, Reading, is_choice, read


def test_what_is_kept_is_read_again():
    chosen = Reading(face="sans", size="4", spacing="3", ground="cream", light="dark")

    assert chosen.kept == "face:sans.size:4.spacing:3.ground:cream.light:dark"
    assert read(chosen.kept) == chosen
    assert len(chosen.kept) <= LONGEST


def test_only_what_differs_is_kept_and_served():
    chosen = Reading(size="5")

    assert chosen.kept == "size:5"
    assert chosen.attributes == ' data-size="5"'
    assert Reading().kept == AS_IT_WAS
    assert Reading().attributes == ""


def test_longest_choice_of_all_can_be_kept():
    assert len(Reading(**{name: max(values, key=len) for name, values in OFFERED.items()}).kept) <= LONGEST


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "nonsense",
        "face:comic.size:99",
        'ground:cream" onload="alert(1)',
        "colour:cream",
        ":::...",
        "size:" + "4" * 500,
        "light:device",
    ],
)
def test_broken_choice_is_read_as_the_site_comes(broken):
    assert read(broken) == Reading()
    assert not is_choice(broken)


def test_nothing_beyond_the_longest_choice_is_read():
    assert read("." * LONGEST + "light:dark") == Reading()
    assert read("light:dark" + "." * LONGEST) == Reading(light="dark")


def test_what_is_right_in_a_broken_choice_counts():
    assert read("face:comic.size:4.ground:green;") == Reading(size="4")


def test_to_have_it_as_it_was_is_a_choice_too():
    assert is_choice(AS_IT_WAS)
    assert is_choice("size:4")


@pytest.mark.parametrize("face", OFFERED["face"])
def test_no_face_asks_for_more_than_two_files(face):
    assert 1 <= len(Reading(face=face).files) <= 2


def test_scheme_is_told_before_the_style_sheet():
    assert Reading().scheme == "light dark"
    assert Reading(light="dark").scheme == "dark"
