"""A whole site for a real browser: the server and the workers that ``make run`` starts, on demo data.

The site is made once and copied for each test process, in a folder of its own. Tests do not
share people: each that changes something signs up, or is given, a learner of
its own by ``person``.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.devices import CHROMIUM, DESK, PHONE
from tests.browser.measures import measure
from tests.browser.site import DEMO_SITES, Site, copy_of_the_demo, running
from tests.browser.waiting import PATIENCE, follow
from tests.browser.watch import Watch
from tests.migrated import template

expect.set_options(timeout=PATIENCE * 1000)
PASSWORD = "hustings-demo"
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What may differ between light and dark where all else is the same: our sheets change colours alone.
OF_COLOUR = {**AXE_OPTIONS, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a browser test; one that fails is tried once more, and the summary says so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    kept = os.environ.get("HUSTINGS_BROWSER_VAR")  # a site that is made already starts in seconds
    var = Path(kept) if kept else tmp_path_factory.mktemp("site")
    if not kept:
        copy_of_the_demo(Path(settings.TEST_VAR) / DEMO_SITES, template(), var)
    with running(var) as site:
        yield site


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def open_device(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """A new device (its own cookies and storage) with one page.

    Page errors fail the test, and so does any fault in the markup of a page that it sees.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []
    watch = Watch(site.var)

    def _open(**options: Any) -> Page:
        options.setdefault("viewport", DESK)
        context = browser.new_context(
            base_url=site.url, locale="en-GB", timezone_id="Europe/London", **options
        )
        contexts.append(context)
        watch.follow(context)
        context.set_default_timeout(2 * PATIENCE * 1000)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
        return page

    yield _open
    for context in contexts:
        for page in context.pages:
            watch.look_once_more(page)
        context.close()
    assert errors == []
    faults = watch.faults()
    assert not faults, "\n".join(faults)


@pytest.fixture
def device(open_device: Callable[..., Page]) -> Page:
    return open_device()


@dataclass
class Person:
    email: str
    name: str
    password: str = PASSWORD


@pytest.fixture
def person(site: Site) -> Callable[..., Person]:
    """A learner nobody else uses, with a confirmed address."""

    def _make(name: str = "Rhiannon Pryce", group: str = "") -> Person:
        email = f"p{uuid.uuid4().hex[:10]}@example.org"
        site.python(
            "from lms.accounts.models import User\n"
            "from allauth.account.models import EmailAddress\n"
            "from django.contrib.auth.models import Group\n"
            "from django.utils import timezone\n"
            f"u = User.objects.create_user(email={email!r}, name={name!r}, password={PASSWORD!r},"
            " confirmed_adult_at=timezone.now())\n"
            "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)\n"
            f"[u.groups.add(Group.objects.get(name={group!r})) for _ in range(1) if {group!r}]\n"
        )
        return Person(email, name)

    return _make


@dataclass
class Cast:
    """People in every state, and the numbers of a valid and of a revoked certificate."""

    people: dict[str, list[str]]
    valid: str
    revoked: str

    def person(self, who: str) -> Person:
        return Person(*self.people[who])


@pytest.fixture(scope="session")
def cast(site: Site) -> Cast:
    """Shared by tests that look; one that changes something changes nothing that another one looks for."""
    return Cast(**json.loads(site.python("from tests.browser.people import print_people; print_people()")))


def sign_in(page: Page, person: Person) -> None:
    """As through the form, which is sent but not drawn; the page is the person's own afterwards."""
    _send_the_form(page, {"login": person.email, "password": person.password})


def demo_sign_in(page: Page, email: str) -> None:
    """As by one click on the sign-in page, which is not drawn; the page is the person's own afterwards."""
    _send_the_form(page, {"person": email})


def _send_the_form(page: Page, said: dict[str, str]) -> None:
    """Most tests begin with it, and few are about it: two pages more would be drawn by each."""
    door = page.request.get("/account/login/")
    forms = re.findall(r"<form.*?</form>", door.text(), re.S)
    form = next(one for one in forms if f'name="{next(iter(said))}"' in one)
    token = re.search(r'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"', form)
    action = re.search(r'action="([^"]*)"', form)
    assert token, form
    sent: dict[str, str | float | bool] = {**said, "csrfmiddlewaretoken": token[1]}
    where = action[1] if action else "/account/login/"
    answer = page.request.post(where, form=sent, max_redirects=0)
    assert (answer.status, answer.headers.get("location")) == (302, "/my/"), answer.text()[:2000]
    page.goto("/my/")


def sign_in_by_form(page: Page, person: Person) -> None:
    """Through the form, as anybody would."""
    page.goto("/account/login/")
    page.get_by_label(re.compile("e-mail", re.I)).first.fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/my/")


def demo_sign_in_by_click(page: Page, email: str) -> None:
    """One click on the sign-in page."""
    page.goto("/account/login/")
    follow(page.locator(f'button[name="person"][value="{email}"]'))


def _words_of(node: dict[str, Any]) -> str:
    return node["html"][:160] + " – " + "; ".join(check["message"] for check in node["any"])


def axe_faults(page: Page, scheme: str, rules: dict[str, Any] = AXE_OPTIONS) -> list[str]:
    """What axe holds against the page by WCAG 2.2 AA, in one colour scheme."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.evaluate(TWO_FRAMES)  # colours may take a moment to change
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    ours = "/admin/" not in page.url  # Wagtail's own pages move as Wagtail likes
    moving = measure(page, "motion") if ours else []
    still = [f"motion, although none is wanted: {fault}" for fault in moving]
    found = page.evaluate("options => axe.run(options)", rules)["violations"]
    return still + [
        f"{v['id']} ({scheme}): {v['help']}: " + "; ".join(_words_of(node) for node in v["nodes"][:3])
        for v in found
    ]


def assert_accessible(page: Page) -> None:
    """axe finds nothing against WCAG 2.2 AA in light and in dark; and its shape is sound."""
    assert axe_faults(page, "light") == [], page.url
    assert axe_faults(page, "dark", OF_COLOUR) == [], page.url
    if "/admin/" not in page.url:
        assert shape_faults(page) == [], page.url
    page.emulate_media(color_scheme="light")


def shape_faults(page: Page) -> list[str]:
    """What is too small to press, covered or cut off, at the size that the page has now."""
    faults = (
        measure(page, "targets") + measure(page, "covered") + measure(page, "cut") + measure(page, "spacing")
    )
    width = page.viewport_size["width"] if page.viewport_size else 0
    if width == PHONE["width"]:
        faults += measure(page, "thumbs", ".button")
    return [f"at {width}: {fault}" for fault in faults]


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
