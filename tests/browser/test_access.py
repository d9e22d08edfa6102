"""Every page that a person can meet: for eyes, ears, small screens, light and dark; and how heavy it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, Page, Response, Route, expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import (
    DESK,
    OF_COLOUR,
    PHONE,
    Cast,
    Person,
    Site,
    axe_faults,
    no_sideways_scroll,
    shape_faults,
    sign_in,
)
from tests.browser.course import STATEMENT, address, answer, block_on, options

SMALLEST = {"width": 320, "height": 640}  # also what is left of 1280 pixels at 400 %
COURSE_PAGE = f"/courses/{COURSE.slug}/"
WITH_QUESTION, WITH_RECORDING, WITH_VIDEO, WITH_WRITING = (
    next(one for one in COURSE.lessons if any(block.kind == kind for block in one.body))
    for kind in ("question", "audio", "video", "writing")
)


@dataclass
class Walk:
    """Looks at page after page and gathers what is wrong with any of them."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def to(self, path: str, heading: str | re.Pattern[str], status: int = 200) -> None:
        response = self.page.goto(path)
        assert response is not None
        if response.status != status:
            self.faults.append(f"{path}: {response.status}, not {status}")
        self.look(heading)

    def look(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state()
        where = urlsplit(self.page.url).path
        for size, scheme in ((PHONE, "light"), (SMALLEST, ""), (DESK, "dark")):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            if not no_sideways_scroll(self.page):
                self.faults.append(f"{where}: scrolls sideways at {size['width']} pixels")
            self.faults += [f"{where}: {fault}" for fault in shape_faults(self.page)]
            if scheme:
                found = axe_faults(self.page, scheme)
                self.faults += [f"{where} at {size['width']}: {fault}" for fault in found]


@pytest.fixture
def walk(device: Page) -> Any:
    walk = Walk(device)
    yield walk
    assert not walk.faults, "\n".join(walk.faults)


def test_pages_for_anybody(walk: Walk, site: Site) -> None:
    walk.to("/", "Your street could use a councillor")
    walk.to("/about/", "About us")
    walk.to("/privacy/", "Privacy")
    walk.to("/accessibility/", "Accessibility")
    walk.to("/help/", "Get help")
    walk.to("/courses/", "Courses")
    walk.to(COURSE_PAGE, "Standing for council")
    walk.to("/nowhere/", "This page is not here", 404)
    for size in (PHONE, SMALLEST):
        walk.page.set_viewport_size(size)  # type: ignore[arg-type]
        walk.page.locator("summary.menu__button").click()
        expect(walk.page.get_by_role("navigation", name="Menu")).to_be_visible()
        assert axe_faults(walk.page, "dark") == []
        assert no_sideways_scroll(walk.page)
        walk.page.locator("summary.menu__button").click()


def _fulfil(html: str, route: Route) -> None:
    route.fulfill(body=html, content_type="text/html; charset=utf-8")


def test_pages_that_only_a_mishap_shows(walk: Walk, site: Site) -> None:
    """The site draws them, and they are shown at an address of their own: nothing here fails by itself."""
    drawn = site.python(
        "import json\n"
        "from django.template.loader import render_to_string\n"
        "from django.test import RequestFactory\n"
        "from django.contrib.auth.models import AnonymousUser\n"
        "request = RequestFactory().get('/mishap/')\n"
        "request.user = AnonymousUser()\n"
        "names = ['400', '403_csrf', '429', '500']\n"
        "print(json.dumps({n: render_to_string(n + '.html', request=request) for n in names}))"
    )
    headings = {
        "400": "We could not read that request",
        "403_csrf": "That form could not be sent",
        "429": "Too many attempts, too quickly",
        "500": "Something went wrong on our side",
    }
    for name, html in json.loads(drawn).items():
        path = f"/mishap/{name}/"
        walk.page.route(
            f"**{path}",
            partial(_fulfil, html),
        )
        walk.to(path, headings[name])


def test_pages_about_certificates(walk: Walk, cast: Cast) -> None:
    walk.to("/certificates/", "Check a certificate")
    walk.to("/certificates/?number=12345", "Check a certificate")
    expect(walk.page.get_by_role("alert")).to_contain_text("One thing needs another look")
    walk.to(f"/certificates/{cast.valid}/", "This certificate is valid")
    other = FilePayload(name="other.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 something else")
    walk.page.set_input_files("input[type=file]", other)
    walk.page.get_by_role("button", name="Compare the file").click()
    expect(walk.page.get_by_text("This is not, byte for byte, the issued file")).to_be_visible()
    walk.look("This certificate is valid")
    walk.to(f"/certificates/{cast.revoked}/", "This certificate is not valid")


def test_pages_at_the_door(walk: Walk, site: Site) -> None:
    page = walk.page
    walk.to("/account/login/", "Sign in")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_focused()
    walk.look("Sign in")
    walk.to("/account/signup/", "Create an account")
    page.get_by_role("button", name="Create my account").click()
    expect(page.get_by_role("alert")).to_be_focused()
    walk.look("Create an account")
    walk.to("/account/confirm-email/", "Look at your e-mail")
    walk.to("/account/signup/confirm/no-such-key/", "This link no longer works", 410)
    walk.to("/account/login/code/", "A code by e-mail")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me a code").click()
    walk.look("Type the code")
    page.get_by_label("Code").fill("12345678")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right.")
    walk.look("Type the code")
    walk.to("/account/password/reset/", "A new password")
    walk.to("/account/password/reset/done/", "Look at your e-mail")
    walk.to("/account/password/reset/key/1-no-such-key/", "This link no longer works")
    walk.to("/account/password/reset/key/done/", "Your new password is saved")


def test_pages_of_an_own_account(walk: Walk, cast: Cast) -> None:
    page = walk.page
    sign_in(page, cast.person("newcomer"))
    walk.look(re.compile("Gwen"))
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    walk.to("/my/portfolio/", "My portfolio")
    expect(page.get_by_text("Nothing kept yet")).to_be_visible()
    walk.to("/my/certificates/", "My certificates")
    expect(page.get_by_text("No certificates yet")).to_be_visible()
    walk.to(COURSE_PAGE, "Standing for council")
    expect(page.get_by_role("button", name="Start the course")).to_be_visible()
    walk.to("/account/", "Your account")
    walk.to("/account/profile/", "Your profile")
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Save my profile").click()
    expect(page.get_by_role("alert")).to_be_focused()
    walk.look("Your profile")
    walk.to("/account/email/", "Your e-mail address")
    walk.to("/account/password/change/", "Change your password")
    walk.to("/account/2fa/", "Passkeys and codes")
    walk.to("/account/2fa/totp/activate/", "Set up an authenticator app")
    walk.to("/account/2fa/webauthn/", "Your passkeys")
    walk.to("/account/2fa/webauthn/add/", "Add a passkey")
    walk.to("/account/logout/", "Sign out?")
    walk.to("/admin/", "This page is not open to you", 403)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/my/")
    page.locator("summary.menu__button").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert axe_faults(page, "light") == []
    assert axe_faults(page, "dark", OF_COLOUR) == []


def test_pages_of_a_learner_midway(walk: Walk, cast: Cast) -> None:
    page = walk.page
    sign_in(page, cast.person("walker"))
    walk.look(re.compile("Rhian"))
    expect(page.get_by_text("7 of 10 lessons")).to_be_visible()
    walk.to("/courses/", "Courses")
    walk.to(COURSE_PAGE, "Standing for council")
    expect(page.get_by_role("link", name=re.compile("^Continue: "))).to_be_visible()
    walk.to(f"{COURSE_PAGE}leave/", "Leave “Standing for council”?")
    walk.to("/my/portfolio/", "My portfolio")

    for lesson in (WITH_QUESTION, WITH_RECORDING, WITH_VIDEO):  # all done: the way on, the answers given
        page.goto(address(lesson))
        for transcript in page.locator("details.transcript > summary").all():
            transcript.click()
        walk.look(lesson.title)
        expect(page.get_by_text("This lesson is done.")).to_be_visible()

    walk.to(address(WITH_WRITING), WITH_WRITING.title)
    expect(page.get_by_text("You wrote this in two places")).to_be_visible()
    block_on(page, WITH_WRITING, "statement").locator("textarea").fill("word " * 151)
    expect(block_on(page, WITH_WRITING, "statement").locator("[data-state]")).to_contain_text("aved")
    walk.look(WITH_WRITING.title)

    lesson = COURSE.lessons[8]
    page.goto(address(lesson))
    for kind in ("single", "multiple", "true_false"):
        for name, block in lesson.named():
            if block.kind == "question" and block.value["kind"] == kind:
                answer(page, lesson, name, options(lesson, name, block)[1][:1])
                expect(block_on(page, lesson, name).get_by_text("Not quite")).to_be_visible()
    walk.look(lesson.title)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_text("All lessons").click()
    walk.look(lesson.title)


def test_pages_of_those_who_completed(walk: Walk, cast: Cast) -> None:
    page = walk.page
    for who, words in (
        ("graduate", "Your certificate is ready. It is made out to Siân Ŵyn-Pryce."),
        ("misled", "issued in error."),
        ("waiting", "Your certificate is being made."),
    ):
        page.context.clear_cookies()
        sign_in(page, cast.person(who))
        walk.look(re.compile(cast.person(who).name.split()[0]))
        walk.to("/my/certificates/", "My certificates")
        expect(page.get_by_text(words)).to_be_visible()
        walk.to(COURSE_PAGE, "Standing for council")
        expect(page.get_by_text("You completed this course")).to_be_visible()
        expect(page.get_by_text(words)).to_be_visible()


def test_pages_of_what_changed_or_went(walk: Walk, cast: Cast) -> None:
    page = walk.page
    sign_in(page, cast.person("returning"))
    walk.look(re.compile("Emyr"))
    expect(page.get_by_text("“Taken down” is no longer part of “A short course”.")).to_be_visible()
    short = "/courses/a-short-course/the-only-module"
    walk.to(f"{short}/reading-only/", "Reading only")
    expect(page.get_by_text("Changed since your visit:")).to_be_visible()
    expect(page.get_by_role("button", name="I have read this lesson")).to_be_visible()
    walk.to(f"{short}/taken-down/", "“Taken down” is no longer part of the course", 410)
    walk.to("/courses/a-closed-course/", "“A closed course” is no longer open", 410)


def test_pages_of_staff_before_and_at_their_second_step(walk: Walk, cast: Cast) -> None:
    page = walk.page
    _give_password(page, cast.person("guarded"))
    walk.look("The second step")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    walk.look("The second step")

    page.context.clear_cookies()
    _give_password(page, cast.person("editor"))
    walk.look("A second step at sign-in")


def _give_password(page: Page, person: Person) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address or sign-in name").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_signed_out_page_keeps_what_was_typed(walk: Walk, cast: Cast) -> None:
    """Without JavaScript: the session ended while somebody wrote."""
    page = walk.page
    sign_in(page, cast.person("midway"))
    page.route("**/lesson.js", lambda route: route.abort())
    page.goto(address(WITH_WRITING))
    block_on(page, WITH_WRITING, "statement").locator("textarea").fill(STATEMENT)
    page.context.clear_cookies(name="sessionid")
    block_on(page, WITH_WRITING, "statement").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    expect(page.get_by_label("What you typed, to copy")).to_have_value(STATEMENT)
    walk.look("You are signed out")


# ------------------------------------------------------------------ how heavy, how still, how private


OWN_KINDS = {"text/html", "text/css", "text/javascript", "application/javascript"}


@dataclass
class Weight:
    """What a page loads: bytes of our own HTML, CSS and JavaScript, and from whom."""

    own: dict[str, int]
    hosts: set[str]

    @property
    def kilobytes(self) -> float:
        return sum(self.own.values()) / 1000


def weigh(page: Page, path: str) -> Weight:
    weight = Weight({}, set())
    answers: list[Response] = []

    def note(answered: Response) -> None:
        answers.append(answered)

    page.on("response", note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    for answered in answers:
        url = urlsplit(answered.url)
        if url.scheme in {"data", "blob"}:
            continue
        weight.hosts.add(url.netloc)
        kind = answered.headers.get("content-type", "").split(";")[0]
        if kind in OWN_KINDS and "htmx" not in url.path:
            weight.own[url.path] = len(answered.body())
    return weight


@pytest.mark.parametrize("who", ["", "midway"])
def test_pages_weigh_little_and_ask_nobody_else(device: Page, site: Site, cast: Cast, who: str) -> None:
    paths = ["/", "/courses/", COURSE_PAGE, "/help/", "/account/login/"]
    if who:
        sign_in(device, cast.person(who))
        paths = ["/my/", COURSE_PAGE, "/my/portfolio/", "/my/certificates/", *map(address, COURSE.lessons)]
    for path in paths:
        weight = weigh(device, path)
        assert weight.hosts == {urlsplit(site.url).netloc}, path
        assert weight.kilobytes < 100, (path, weight.own)


def test_lesson_does_not_move_while_it_loads(open_device: Callable[..., Page], cast: Cast) -> None:
    page = open_device(viewport=PHONE, has_touch=True, is_mobile=True)
    page.add_init_script(
        "window.shift = 0;"
        "new PerformanceObserver(list => list.getEntries().forEach(e => {"
        " if (!e.hadRecentInput) window.shift += e.value }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    sign_in(page, cast.person("midway"))
    for path in ("/my/", COURSE_PAGE, address(WITH_VIDEO), address(COURSE.lessons[7])):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        for _step in range(6):
            page.mouse.wheel(0, 900)
            page.wait_for_timeout(60)
        assert page.evaluate("window.shift") < 0.02, path
