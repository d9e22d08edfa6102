"""Listening to a lesson with the voice of the device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, assert_accessible, no_sideways_scroll
from tests.browser.course import address, answer, block_on, options
from tests.browser.listening import (
    AMERICAN,
    CLOUD,
    ENGLISH,
    FILM,
    SPOKEN,
    bar,
    control,
    highlighted,
    last_said,
    listen,
    readers,
    requests_of,
    said,
    silent,
    speak_on,
    start,
)
from tests.browser.waiting import comes_to, until


@pytest.fixture
def reader(open_device, person):
    return readers(open_device, person)


def test_lesson_is_read_sentence_by_sentence_and_the_text_follows(reader):
    page = reader(AMERICAN, ENGLISH)
    asked = requests_of(page)
    page.goto(address(SPOKEN))
    expect(listen(page)).to_be_visible()
    expect(listen(page)).to_have_attribute("aria-pressed", "false")
    assert not any("listen" in url for url in asked)

    start(page)
    expect(listen(page)).to_have_attribute("aria-pressed", "true")
    expect(control(page, "Pause")).to_be_focused()
    assert said(page) == [SPOKEN.title]
    assert page.evaluate("said[0]") == {"text": SPOKEN.title, "lang": "en-GB", "rate": 1, "voice": "Kate"}
    highlighted(page, SPOKEN.title)

    speak_on(page, 6)
    words = said(page)
    assert words[1] == SPOKEN.introduction.split(". ")[0].rstrip(".") + "."
    highlighted(page, words[-1])
    in_view = "(() => { const b = [...CSS.highlights.get('listening')][0].getBoundingClientRect();"
    in_view += " return b.top >= 0 && b.bottom <= document.querySelector('.listen-bar').offsetTop })()"
    for _ in range(12):
        speak_on(page, 1)
    until(page, in_view)


def test_headings_lists_questions_and_pictures_are_read_and_controls_and_answers_are_not(reader):
    page = reader(ENGLISH)
    page.goto(address(FILM))
    start(page)
    while page.evaluate("speechSynthesis.current !== null"):
        speak_on(page, 1)
    expect(bar(page)).to_have_count(0)  # it was the end
    words = said(page)
    whole = " ".join(words)

    for name, block in FILM.named():
        if block.kind == "heading":
            assert block.value["text"] in words
        if block.kind == "question":
            assert " ".join(block.value["question"].split()) in whole, name
            for option in block.value["options"]:
                assert option["text"] not in words
    picture = next(block for block in FILM.body if block.kind == "picture")
    assert "Picture: " + picture.value["image"]["alt_text"].split(". ")[0] in whole
    positions = [whole.index(block.value["text"]) for block in FILM.body if block.kind == "heading"]
    assert positions == sorted(positions)
    for never in ("Check the answer", "Choose one.", "Read the transcript", "MB", "Only the sound", "Listen"):
        assert never not in words
        assert f"{never} " not in whole or never in ("MB", "Listen")


def test_pause_goes_on_where_it_was_and_back_and_on_move_by_sentences(reader):
    page = reader(ENGLISH)
    page.goto(address(SPOKEN))
    start(page)
    speak_on(page, 3)
    fourth = said(page)[-1]

    control(page, "Pause").click()
    silent(page)
    expect(control(page, "Play")).to_be_focused()
    highlighted(page, fourth)
    control(page, "Play").click()
    comes_to(page, lambda: said(page)[-2:], [fourth, fourth])

    control(page, "Previous sentence").click()
    control(page, "Next sentence").click()
    control(page, "Next sentence").click()
    comes_to(page, "said.length", 8)
    words = said(page)
    assert words[-3] == words[2]
    assert words[-2] == fourth
    assert words[-1] not in words[:-1]


def test_speed_is_kept_on_the_device(reader):
    page = reader(ENGLISH)
    page.goto(address(SPOKEN))
    listen(page).click()
    speed = bar(page).get_by_label("Speed")
    expect(speed.locator("option")).to_have_text(["0.75×", "1×", "1.25×", "1.5×", "1.75×", "2×"])
    speed.select_option("1.5×")
    last = {"text": SPOKEN.title, "lang": "en-GB", "rate": 1.5, "voice": "Kate"}
    comes_to(page, "said.at(-1)", last)

    page.reload()
    listen(page).click()
    expect(bar(page).get_by_label("Speed")).to_have_value("1.5")
    comes_to(page, "said[0]?.rate", 1.5)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('listen'))") == [
        "hustings:listen-speed"
    ]


def test_stopping_leaving_and_a_film_that_begins_make_it_silent(reader):
    page = reader(ENGLISH)
    page.goto(address(FILM))
    listen(page).click()
    control(page, "Stop").click()
    expect(bar(page)).to_have_count(0)
    expect(listen(page)).to_be_focused()
    expect(listen(page)).to_have_attribute("aria-pressed", "false")
    silent(page)
    highlighted(page, "")

    listen(page).click()
    expect(control(page, "Pause")).to_be_visible()
    page.evaluate("document.querySelector('video').dispatchEvent(new Event('play'))")
    expect(control(page, "Play")).to_be_visible()
    control(page, "Play").click()
    until(page, "speechSynthesis.current !== null")

    page.evaluate(
        "addEventListener('pagehide', () => localStorage.setItem('left', speechSynthesis.current === null))"
    )
    page.goto("/my/")
    comes_to(page, "localStorage.getItem('left')", "true")


def test_an_answer_in_the_middle_does_not_lose_the_place(reader):
    page = reader(ENGLISH)
    page.goto(address(SPOKEN))
    start(page)
    name, block = next((n, b) for n, b in SPOKEN.named() if b.kind == "question")
    asked = " ".join(block.value["question"].split())
    while asked not in said(page)[-1] and said(page)[-1] not in asked:  # read by the device at once
        speak_on(page, 1)
    spoken = said(page)

    answer(page, SPOKEN, name, options(SPOKEN, name, block)[0])
    expect(block_on(page, SPOKEN, name).get_by_text("That is right.")).to_be_visible()

    until(page, "[...CSS.highlights.get('listening')][0]?.startContainer.isConnected")
    highlighted(page, spoken[-1])
    assert said(page) == spoken  # not said again
    speak_on(page, 1)
    until(page, lambda: said(page)[-1] not in spoken)


def resting(page) -> float:
    """Where the page stands once it does not scroll any more."""
    places: list[float] = []
    until(
        page,
        lambda: places.append(page.evaluate("scrollY")) or (len(places) > 3 and len({*places[-4:]}) == 1),
    )
    return places[-1]


def test_reader_who_scrolls_away_is_left_alone_until_they_come_back(reader):
    page = reader(ENGLISH, reduced_motion="reduce")
    page.goto(address(SPOKEN))
    start(page)
    speak_on(page, 10)
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 3000)
    until(page, "scrollY > 2000")
    away = resting(page)
    speak_on(page, 2)
    assert resting(page) == away

    control(page, "Next sentence").click()
    until(page, f"scrollY < {away} - 500")


def test_without_the_highlight_of_browsers_the_paragraph_is_marked(reader):
    page = reader(ENGLISH, script="delete window.Highlight")
    page.goto(address(SPOKEN))
    start(page)
    speak_on(page, 1)
    expect(page.locator(".is-spoken")).to_have_count(1)
    expect(page.locator(".is-spoken")).to_have_class(re.compile("lede"))
    control(page, "Stop").click()
    expect(page.locator(".is-spoken")).to_have_count(0)


def test_voice_that_sends_the_text_away_asks_first(reader):
    page = reader(CLOUD)
    page.goto(address(SPOKEN))
    listen(page).click()
    expect(bar(page).get_by_role("status")).to_contain_text("who is sent the text of this lesson to speak it")
    assert said(page) == []
    control(page, "Play").click()
    comes_to(page, "said.map(one => one.voice)", ["Cloud"])

    local = reader(CLOUD, AMERICAN)
    local.goto(address(SPOKEN))
    listen(local).click()
    expect(control(local, "Pause")).to_be_visible()
    comes_to(local, "said.map(one => one.voice)", ["Sam"])


def test_block_in_another_language_is_spoken_by_its_own_voice_or_left_out(reader):
    welsh = {"name": "Gwyneth", "lang": "cy", "localService": True, "default": False}
    second = "document.querySelectorAll('.lesson__body > [data-block]')[1].lang = 'cy'"
    page = reader(ENGLISH, welsh)
    page.goto(address(SPOKEN))
    page.evaluate(second)
    start(page)
    speak_on(page, 30)
    voices = page.evaluate("said.map(one => one.voice)")
    assert list(dict.fromkeys(voices)) == ["Kate", "Gwyneth"]
    assert voices[0] == voices[-1] == "Kate"

    alone = reader(ENGLISH)
    alone.goto(address(SPOKEN))
    alone.evaluate(second)
    start(alone)
    speak_on(alone, 8)
    expect(bar(alone).get_by_role("status")).to_have_text(
        "This device has no voice for Welsh: those parts are left out."
    )
    assert set(alone.evaluate("said.map(one => one.voice)")) == {"Kate"}


@pytest.mark.parametrize("voices", [[], [{"name": "Anna", "lang": "de-DE", "localService": True}]])
def test_nothing_is_offered_where_no_voice_speaks_the_language(reader, voices):
    page = reader(*voices)
    page.goto(address(SPOKEN))
    expect(page.locator(".lesson.has-script")).to_be_visible()
    expect(listen(page)).to_be_hidden()
    # Its place is kept.
    until(page, "document.querySelector('.listen').getBoundingClientRect().width > 20")


def test_with_the_keyboard_alone_and_nothing_against_it_while_it_plays(reader):
    page = reader(ENGLISH)
    page.goto(address(SPOKEN))
    listen(page).focus()
    page.keyboard.press("Enter")
    expect(control(page, "Pause")).to_be_focused()
    page.keyboard.press("Escape")
    expect(control(page, "Pause")).to_be_focused()  # nothing is taken from whoever reads
    page.keyboard.press("Tab")
    expect(control(page, "Next sentence")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(bar(page).get_by_label("Speed")).to_be_focused()
    page.keyboard.press("ArrowDown")
    last_said(page, "rate", 1.25)
    page.keyboard.press("Tab")
    expect(control(page, "Stop")).to_be_focused()
    page.keyboard.press("Tab")
    until(page, "!document.activeElement.closest('.listen-bar')")  # one may leave
    assert_accessible(page)
    listen(page).focus()
    page.keyboard.press("Space")
    expect(bar(page)).to_have_count(0)


def test_on_a_phone_the_bar_stands_below_and_covers_nothing_that_has_the_focus(reader):
    page = reader(ENGLISH, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(address(SPOKEN))
    start(page)
    ends = "Math.round(document.querySelector('.listen-bar').getBoundingClientRect().bottom)"
    comes_to(page, ends, PHONE["height"])
    assert no_sideways_scroll(page)
    for each in bar(page).locator("button, select").all():
        size = each.bounding_box()
        assert min(size["width"], size["height"]) >= 44

    covered = """() => {
      const top = document.querySelector('.listen-bar').getBoundingClientRect().top;
      const found = [];
      const stops = '.lesson__body input, .lesson__body button, .lesson__foot a';
      for (const one of document.querySelectorAll(stops)) {
        if (one.type === 'hidden' || !one.checkVisibility()) continue;
        one.focus();
        if (one.getBoundingClientRect().top > top - 8) found.push(one.outerHTML.slice(0, 80));
      }
      return found;
    }"""
    assert page.evaluate(covered) == []
    assert_accessible(page)
