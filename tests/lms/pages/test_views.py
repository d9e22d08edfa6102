import re

import pytest
from django.test import Client, RequestFactory

from lms.pages import views
from lms.pages.models import SiteImage, SiteSettings
from tests.factories.accounts import UserFactory
from tests.factories.pages import document, home_page, picture, standard_page

pytestmark = pytest.mark.django_db


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_help_names_the_person_and_how_to_reach_them(client):
    SiteSettings.objects.create(
        help_name="Mair Evans",
        help_email="mair@example.org",
        help_telephone="+44 (0)20 7946 0000",
        help_reply="within one working day",
        help_hours="Weekdays, 10:00 to 18:00",
    )

    text = words(client.get("/help/"))

    assert "Mair Evans" in text
    assert 'href="mailto:mair@example.org"' in text
    assert 'href="tel:+442079460000"' in text
    assert "Replies within one working day." in text
    assert "Weekdays, 10:00 to 18:00" in text
    assert "No contact is named here yet" not in text


def test_help_says_what_to_do_while_nobody_is_named(client):
    response = client.get("/help/")

    assert response.status_code == 200
    assert "No contact is named here yet" in words(response)


def test_help_is_in_the_same_place_signed_in_and_out(client):
    def place(html):
        return html.index('class="header__help"') < html.index("<main")

    home_page()
    assert place(client.get("/").content.decode())
    client.force_login(UserFactory())
    assert place(client.get("/").content.decode())


def test_page_asks_nothing_of_the_database_for_a_stranger(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/help/")


def test_default_colours_need_no_second_style_sheet(client):
    assert b"theme.css" not in client.get("/help/").content


def test_chosen_colours_are_linked_by_their_digest_and_kept_for_ever(client):
    SiteSettings.objects.create(accent="#0b5d4a", accent_dark="#7fd0b8")
    html = client.get("/help/").content.decode()
    address = re.search(r'href="(/theme\.css\?v=[0-9a-f]{12})"', html).group(1)

    response = client.get(address)

    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--accent:#0b5d4a" in response.content.decode()
    again = client.get(address, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_colours_at_an_old_address_are_not_kept_long(client):
    assert client.get("/theme.css?v=old").headers["Cache-Control"] == "public, max-age=60"


def test_saved_settings_show_at_once(client):
    settings = SiteSettings.objects.create(organisation="Ward Works")
    assert "Ward Works" in words(client.get("/help/"))

    settings.organisation = "Street by Street"
    settings.save()

    assert "Street by Street" in words(client.get("/help/"))


def test_footer_names_the_pages_put_in_menus_in_their_order(client):
    first = standard_page(title="Privacy", show_in_menus=True)
    standard_page(title="Hidden")
    second = standard_page(title="Accessibility", show_in_menus=True)

    footer = words(client.get("/help/")).partition("<footer")[2]

    assert "Hidden" not in footer
    assert footer.index(f'href="/{first.slug}/"') < footer.index(f'href="/{second.slug}/"')

    first.unpublish()
    assert "Privacy" not in words(client.get("/help/")).partition("<footer")[2]


def test_logo_takes_the_place_of_the_name_with_its_size(client):
    SiteSettings.objects.create(organisation="Ward Works", logo=picture(width=400, height=144))

    header = words(client.get("/help/")).partition("</header>")[0]

    assert 'width="100" height="36" alt="Ward Works"' in header


def test_logo_whose_file_cannot_be_read_leaves_the_name(client, monkeypatch):
    def gone(self, filter):
        raise OSError("No such file")

    SiteSettings.objects.create(organisation="Ward Works", logo=picture())
    monkeypatch.setattr(SiteImage, "get_rendition", gone)

    header = words(client.get("/help/")).partition("</header>")[0]

    assert "Ward Works" in header
    assert "<img" not in header


def test_home_page_offers_the_way_in_and_then_the_week(client):
    home_page(title="Become the councillor your street needs", introduction="Start tonight.")

    stranger = words(client.get("/"))
    client.force_login(UserFactory())
    learner = words(client.get("/"))

    assert "Become the councillor your street needs" in stranger
    assert "Create an account" in stranger
    assert "Go to my week" not in stranger
    assert "Go to my week" in learner
    assert "Create an account" not in learner


BODY = [
    {"type": "heading", "value": {"text": "The panel interview", "level": "2"}},
    {"type": "text", "value": {"text": "<p>Three people ask.</p>", "language": "cy"}},
    {
        "type": "callout",
        "value": {
            "kind": "law",
            "title": "The law",
            "text": "<p>By 4 pm on the 19th working day.</p>",
            "nation": "wales",
            "source": "Electoral Commission",
            "source_url": "https://www.electoralcommission.org.uk/",
            "checked_on": "2026-11-03",
        },
    },
    {"type": "key_points", "value": {"title": "Take with you", "points": ["A date", "A question"]}},
    {"type": "quotation", "value": {"text": "They wanted a neighbour.", "who": "A councillor"}},
    {
        "type": "video",
        "value": {
            "title": "A panel",
            "embed_url": "https://youtu.be/dQw4w9WgXcQ",
            "minutes": 4,
            "transcript": "<p>Good evening.</p>",
        },
    },
]


def test_blocks_of_a_page_are_shown_as_they_should_be(client):
    page = standard_page(title="How selection works", body=BODY)

    html = words(client.get(page.url))

    assert 'id="s-the-panel-interview"' in html
    assert '<div class="prose" lang="cy">' in html
    assert 'class="margin-note"' in html
    assert "Wales" in html
    assert 'href="https://www.electoralcommission.org.uk/"' in html
    assert "checked 3 November 2026." in html
    assert "Not legal advice." in html
    assert "<li>A question</li>" in html
    assert "<iframe" not in html
    assert 'href="https://youtu.be/dQw4w9WgXcQ"' in html
    assert 'data-embed="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&amp;rel=0"' in html
    assert "4 minutes" in html
    assert "Read the transcript" in html


def test_picture_has_its_size_alternatives_and_words(client):
    image = picture(width=1600, height=900)
    value = {"image": {"image": image.pk, "alt_text": "People at a table", "decorative": False}}
    page = standard_page(body=[{"type": "picture", "value": {**value, "caption": "A branch meeting."}}])

    html = words(client.get(page.url))

    assert 'alt="People at a table"' in html
    assert 'height="270"' in html
    assert 'width="480"' in html
    assert html.count(".webp 480w") == html.count(".webp 800w") == html.count(".webp 1216w") == 1
    assert 'sizes="(min-width: 42rem) 38rem, 92vw"' in html
    assert "A branch meeting." in html


def test_decorative_picture_is_silent(client):
    value = {"image": {"image": picture().pk, "alt_text": "", "decorative": True}, "caption": ""}
    page = standard_page(body=[{"type": "picture", "value": value}])

    assert 'alt=""' in words(client.get(page.url))


def test_recordings_are_loaded_only_when_played_and_carry_captions(client):
    talk = document(b"\x00\x00\x00\x20ftypisom", "talk.mp4")
    captions = document(b"WEBVTT\n", "talk.vtt")
    speech = document(b"ID3\x04", "speech.mp3")
    page = standard_page(
        body=[
            {"type": "video", "value": {"title": "Talk", "file": talk.pk, "captions": captions.pk}},
            {
                "type": "audio",
                "value": {"title": "Speech", "file": speech.pk, "minutes": 3, "transcript": "<p>Hear.</p>"},
            },
        ]
    )

    html = words(client.get(page.url))

    assert html.count('preload="none"') == 2
    assert f'<track kind="captions" src="{captions.url}" srclang="en-gb"' in html
    assert f'<source src="{talk.url}" type="video/mp4">' in html
    assert f'<source src="{speech.url}" type="audio/mpeg">' in html


def test_page_with_every_block_has_no_inline_style_or_script(client):
    html = client.get(standard_page(body=BODY).url).content.decode()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []


def test_error_pages_keep_their_status_and_help(client):
    request = RequestFactory().get("/x/")
    for view, status in (
        (views.bad_request, 400),
        (views.forbidden, 403),
        (views.not_found, 404),
        (views.too_many, 429),
        (views.csrf_failure, 403),
    ):
        response = view(request)
        assert response.status_code == status
        assert "/help/" in response.content.decode()

    assert client.get("/no/such/page/").status_code == 404


def test_a_host_that_is_not_ours_is_refused_in_words(client):
    answer = client.get("/", HTTP_HOST="elsewhere.example")

    assert answer.status_code == 400
    page = answer.content.decode()
    assert "/help/" in page
    assert "elsewhere.example" not in page
    assert "http://testserver/help/" in client.get("/help/").content.decode()  # for paper


def test_server_error_asks_nothing_of_anybody(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(RequestFactory().get("/x/"))

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_form_without_its_token_explains_and_loses_nothing():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())

    response = client.post("/account/logout/")

    assert response.status_code == 403
    assert "What you typed is still there." in words(response)
    assert "CSRF" not in words(response)


def test_page_and_its_style_and_script_stay_under_one_hundred_kilobytes(client):
    from pathlib import Path

    from django.conf import settings

    static = Path(settings.BASE_DIR) / "lms" / "static"
    shared = (static / "css" / "hustings.css").stat().st_size + (static / "js" / "site.js").stat().st_size

    assert shared < 55_000
    assert len(client.get(standard_page(body=BODY).url).content) + shared < 100_000
