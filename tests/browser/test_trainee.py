"""The trainee's way, end to end: sign in, learn, answer, stop, go on elsewhere, finish, download."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

from playwright.sync_api import expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import PHONE, no_sideways_scroll, sign_in, sign_in_by_form
from tests.browser.course import STATEMENT, address, answer, block_on, do_everything, options, start_course
from tests.browser.waiting import follow, until


def test_trainee_completes_the_course_and_anyone_can_check_the_certificate(
    device, open_device, person, tmp_path: Path
):
    learner = person("Siân Ŵyn-Pryce")
    sign_in(device, learner)
    expect(device.get_by_role("heading", level=1)).to_contain_text("Siân")

    start_course(device)
    device.goto("/my/")
    follow(device.locator(".next-step a, .next-step button").first)
    first = COURSE.lessons[0]
    expect(device.get_by_role("heading", level=1)).to_have_text(first.title)

    # A wrong answer is told why, and may be given again.
    name, block = next((n, b) for n, b in first.named() if b.kind == "question")
    right, wrong = options(first, name, block)
    answer(device, first, name, wrong[:1])
    form = block_on(device, first, name)
    expect(form.get_by_text("Not quite.")).to_be_visible()
    said = next(o["feedback"] for o in block.value["options"] if not o["correct"])
    expect(form.locator(".option__said")).to_contain_text(said)
    answer(device, first, name, right)
    expect(form.get_by_text("That is right.")).to_be_visible()

    # Leaving in the middle: the phone goes on at the same block.
    last = first.named()[-2][0]
    block_id = first.block_id(last)
    with device.expect_response(re.compile("/place/")):
        device.locator(f"#block-{block_id}").scroll_into_view_if_needed()
        device.mouse.wheel(0, 400)
    phone = open_device(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone, learner)
    follow(phone.locator(".next-step a").first)
    expect(phone.get_by_role("heading", level=1)).to_have_text(first.title)
    expect(phone.get_by_text("Continued where you stopped.")).to_be_visible()
    until(phone, "scrollY > 600")
    assert no_sideways_scroll(phone)
    expect(block_on(phone, first, name).get_by_text("That is right.")).to_be_visible()

    for lesson in COURSE.lessons:
        device.goto(address(lesson))
        do_everything(device, lesson)
    device.get_by_role("link", name="See your certificate").click()

    # It is made while one looks on; nobody reloads.
    download = device.get_by_role("link", name=re.compile("Download the certificate"))
    expect(download).to_be_visible(timeout=30_000)
    with device.expect_download() as coming:
        download.click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Siân Ŵyn-Pryce" in text
    assert "Standing for council" in text
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", text)
    assert number is not None

    # A stranger types the number, in their own way, and has the file compared.
    stranger = open_device()
    stranger.goto("/certificates/")
    stranger.get_by_role("textbox").fill(number[0].lower().replace("-", " "))
    stranger.get_by_role("textbox").press("Enter")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This certificate is valid")
    expect(stranger.locator(".paper__name")).to_have_text("Siân Ŵyn-Pryce")
    expect(stranger.locator("[data-sha256]")).to_have_attribute(
        "data-sha256", hashlib.sha256(file.read_bytes()).hexdigest()
    )
    stranger.wait_for_load_state()
    stranger.set_input_files("input[type=file]", file)
    stranger.get_by_role("button", name="Compare the file").click()
    expect(stranger.locator("[data-outcome]")).to_contain_text("This is the issued file")
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(file.read_bytes() + b"\n")
    stranger.set_input_files("input[type=file]", altered)
    stranger.get_by_role("button", name="Compare the file").click()
    expect(stranger.locator("[data-outcome]")).to_contain_text("byte for byte")

    # What was written is kept, and is theirs to take.
    device.goto("/my/portfolio/")
    expect(device.get_by_text(STATEMENT[:60])).to_be_visible()


def test_answer_given_without_a_connection_is_kept_and_sent_later(device, person):
    learner = person()
    sign_in(device, learner)
    start_course(device)
    lesson = COURSE.lessons[7]
    device.goto(address(lesson))
    name, block = next((n, b) for n, b in lesson.named() if b.kind == "question")
    device.context.set_offline(True)
    answer(device, lesson, name, options(lesson, name, block)[0])
    expect(block_on(device, lesson, name)).to_contain_text("Kept on this device")
    writing = next(n for n, b in lesson.named() if b.kind == "writing")
    block_on(device, lesson, writing).locator("textarea").fill("Written in a tunnel.")
    expect(block_on(device, lesson, writing)).to_contain_text("Kept on this device")

    device.context.set_offline(False)
    device.evaluate("window.dispatchEvent(new Event('online'))")
    expect(block_on(device, lesson, name).get_by_text("That is right.")).to_be_visible()
    expect(block_on(device, lesson, writing).locator("[data-state]")).to_contain_text("Saved.")
    device.reload()
    expect(block_on(device, lesson, writing).locator("textarea")).to_have_value("Written in a tunnel.")


def test_text_kept_on_a_device_belongs_to_one_account(device, person, site):
    writer, other = person("Writer One"), person("Other Person")
    lesson = COURSE.lessons[7]
    writing = next(n for n, b in lesson.named() if b.kind == "writing")
    sign_in_by_form(device, other)
    start_course(device)
    device.context.clear_cookies()

    sign_in_by_form(device, writer)
    start_course(device)
    device.goto(address(lesson))
    area = block_on(device, lesson, writing).locator("textarea")
    # The session ends while they write.
    device.context.clear_cookies()
    area.fill("For my eyes only.")
    expect(block_on(device, lesson, writing).locator("[data-state]")).to_contain_text("ign in again")

    sign_in_by_form(device, other)
    sent: list[str] = []
    device.on("request", lambda r: sent.append(r.post_data or "") if r.method == "POST" else None)
    device.goto(address(lesson))
    expect(block_on(device, lesson, writing).locator("textarea")).to_have_value("")
    device.wait_for_timeout(1500)
    assert "For my eyes only" not in device.content()
    assert not any("For my eyes only" in body for body in sent)

    device.context.clear_cookies()
    sign_in_by_form(device, writer)
    device.goto(address(lesson))
    expect(block_on(device, lesson, writing).locator("textarea")).to_have_value("For my eyes only.")
    expect(block_on(device, lesson, writing).locator("[data-state]")).to_contain_text("Saved.")
    count = site.python(
        "from courses.models import WritingVersion\n"
        "print(*WritingVersion.objects.filter(text='For my eyes only.')"
        ".values_list('writing__learner__name', flat=True))"
    )
    assert count == "Writer One"


def test_shared_device_keeps_nothing(device, person):
    learner = person()
    device.goto("/account/login/")
    device.get_by_label("E-mail address or sign-in name").fill(learner.email)
    device.get_by_label("Password", exact=True).fill(learner.password)
    device.get_by_label("Other people use this device too").check()
    device.get_by_role("button", name="Sign in", exact=True).click()
    device.wait_for_url("**/my/")
    start_course(device)
    lesson = COURSE.lessons[7]
    device.goto(address(lesson))
    writing = next(n for n, b in lesson.named() if b.kind == "writing")
    device.context.set_offline(True)
    block_on(device, lesson, writing).locator("textarea").fill("Nobody may find this here.")
    device.wait_for_timeout(1500)
    stored = device.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")
    assert "Nobody may find" not in stored
    device.context.set_offline(False)
    device.evaluate("window.dispatchEvent(new Event('online'))")
    expect(block_on(device, lesson, writing).locator("[data-state]")).to_contain_text("Saved.")
    assert all(c["expires"] == -1 for c in device.context.cookies() if c["name"] == "sessionid")


def test_two_devices_at_once_lose_nothing(open_device, person):
    learner = person()
    lesson = COURSE.lessons[7]
    writing = next(n for n, b in lesson.named() if b.kind == "writing")
    one, two = open_device(), open_device(viewport=PHONE)
    for page in (one, two):
        sign_in(page, learner)
    start_course(one)
    for page in (one, two):
        page.goto(address(lesson))
    block_on(one, lesson, writing).locator("textarea").fill("From the desk.")
    expect(block_on(one, lesson, writing).locator("[data-state]")).to_contain_text("Saved.")
    block_on(two, lesson, writing).locator("textarea").fill("From the phone.")
    expect(block_on(two, lesson, writing).locator("[data-state]")).not_to_be_empty()
    two.wait_for_timeout(1500)
    one.reload()
    expect(one.get_by_text("You wrote this in two places")).to_be_visible()
    expect(one.locator(".choose__words").nth(0)).to_have_text("From the desk.")
    expect(one.locator(".choose__words").nth(1)).to_have_text("From the phone.")
    one.get_by_role("button", name="Go on with the other text").click()
    expect(block_on(one, lesson, writing).locator("textarea")).to_have_value("From the phone.")
    expect(one.get_by_text("You wrote this in two places")).to_have_count(0)
