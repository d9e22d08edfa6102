"""The number: random, checked, and read however it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.certificates.number import (
    ALPHABET,
    MalformedNumberError,
    MistypedNumberError,
    check_character,
    generate_number,
    printed,
    read_number,
)

firsts = st.text(ALPHABET, min_size=12, max_size=12)
numbers = firsts.map(lambda first: first + check_character(first))


def test_alphabet_has_no_letter_that_reads_like_another():
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert len(set(ALPHABET)) == 32


def test_check_character_of_the_printed_example():
    assert check_character("7KQ2M9XD4TRP") == "5"
    assert printed("7KQ2M9XD4TRP5") == "7KQ2-M9XD-4TRP-5"


def test_generated_numbers_are_well_formed_and_differ():
    made = {generate_number() for _ in range(500)}

    assert len(made) == 500
    assert all(read_number(number) == number for number in made)


@given(numbers)
def test_number_reads_back_from_its_printed_form(number: str):
    assert read_number(printed(number)) == number


@given(numbers, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(number: str, place: int, wrong: str):
    typed = number[:place] + wrong + number[place + 1 :]
    if typed == number:
        assert read_number(typed) == number
    else:
        with pytest.raises(MistypedNumberError):
            read_number(typed)


@given(numbers)
def test_every_single_wrong_character_of_a_number_is_noticed_without_exception(number: str):
    for place in range(13):
        for wrong in ALPHABET:
            if wrong != number[place]:
                with pytest.raises(MistypedNumberError):
                    read_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.data())
def test_every_swap_of_two_characters_is_noticed(number: str, data: st.DataObject):
    first = data.draw(st.integers(0, 11))
    second = data.draw(st.integers(first + 1, 12))
    swapped = list(number)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    typed = "".join(swapped)
    if typed == number:
        return
    with pytest.raises(MistypedNumberError):
        read_number(typed)


@given(numbers)
def test_every_swap_of_neighbours_is_noticed(number: str):
    for place in range(12):
        typed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        if typed != number:
            with pytest.raises(MistypedNumberError):
                read_number(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "7KQ2M9XD4TRP5",
        "7kq2-m9xd-4trp-5",
        " 7KQ2 M9XD 4TRP 5 ",
        "7KQ2–M9XD–4TRP–5",
        "７ＫＱ２－Ｍ９ＸＤ－４ＴＲＰ－５",
        "7.K.Q.2.M.9.X.D.4.T.R.P.5",
        "7KQ2\u200b-M9XD\u00a0-4TRP-5\n",
    ],
)
def test_number_is_read_in_any_writing(typed: str):
    assert read_number(typed) == "7KQ2M9XD4TRP5"


def test_letters_that_are_heard_as_digits_are_read_as_those():
    number = "10101010ABCD" + check_character("10101010ABCD")

    assert read_number("lOIoiOLoABCD" + number[-1]) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7KQ2",
        "7KQ2-M9XD-4TRP",
        "7KQ2-M9XD-4TRP-55",
        "7KQ2-M9XD-4TRP-!",
        "../../etc/passwd",
        "7" * 5000,
        "\x00" * 13,
    ],
)
def test_anything_else_is_malformed(typed: str):
    with pytest.raises(MalformedNumberError, match="A certificate number has 13 letters and digits"):
        read_number(typed)


def test_letter_u_is_named():
    with pytest.raises(MalformedNumberError, match=r"never has the letter U. Is it a V"):
        read_number("UKQ2-M9XD-4TRP-5")


@given(st.text(max_size=60))
def test_reading_never_fails_otherwise(typed: str):
    try:
        number = read_number(typed)
    except (MalformedNumberError, MistypedNumberError):
        return
    assert len(number) == 13
    assert set(number) <= set(ALPHABET)
