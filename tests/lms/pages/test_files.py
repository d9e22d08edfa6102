import io

import pytest
import rules
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.template import Context, Template
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from courses.content.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS
from lms.pages.files import _slice, asked_range, extension
from tests.factories.accounts import UserFactory
from tests.factories.pages import document, home_page, picture, standard_page

pytestmark = pytest.mark.django_db
VIDEO = bytes(range(256)) * 8


def body(response):
    """All bytes of an answer; reading them to the end closes the file."""
    return b"".join(response.streaming_content)


def status(client, made, **headers):
    response = client.get(made.url, headers=headers)
    if response.streaming:
        body(response)
    return response.status_code


def download(made, title="The form"):
    return {"type": "download", "value": {"title": title, "document": made.pk}}


def lesson_with(made, *, live=True):
    index = home_page().add_child(instance=CourseIndexPage(title="Courses", slug="courses"))
    course = index.add_child(instance=CoursePage(title="Standing", slug="standing", summary="How."))
    module = course.add_child(instance=ModulePage(title="First", slug="first"))
    return module.add_child(
        instance=LessonPage(title="Lesson", slug="lesson", live=live, body=[download(made)])
    )


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-99", (0, 99)),
        ("bytes=100-", (100, 999)),
        ("bytes=-100", (900, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=990-5000", (990, 999)),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
    ],
)
def test_asked_range_reads_one_range_of_bytes(header, part):
    assert asked_range(header, 1000) == part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
def test_a_range_outside_the_file_is_an_error(header):
    with pytest.raises(ValueError, match="bytes="):
        asked_range(header, 1000)


def test_part_is_whole_where_the_storage_reads_in_small_pieces():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 3))

    file = Slow(VIDEO)

    assert b"".join(_slice(file, 2, 100)) == VIDEO[2:102]
    assert file.closed


def test_extension_is_the_lower_case_ending():
    assert [extension(name) for name in ("a/b.PDF", "b.tar.gz", "none", ".hidden", "x.")] == [
        "pdf", "gz", "", "", "",
    ]  # fmt: skip


def test_document_on_an_open_page_is_read_by_anybody(client):
    made = document()
    standard_page(body=[download(made)])

    response = client.get(made.url)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{made.filename}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert response.headers["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert body(response).startswith(b"%PDF-")


def test_document_linked_in_the_text_of_an_open_page_is_read_by_anybody(client):
    made = document()
    html = f'<p><a linktype="document" id="{made.pk}">the form</a></p>'
    standard_page(body=[{"type": "text", "value": {"text": html}}])

    assert status(client, made) == 200


@pytest.mark.parametrize("used", [False, True])
def test_document_of_no_live_page_does_not_exist_for_learners(client, used):
    made = document()
    if used:
        standard_page(live=False, body=[download(made)])

    assert status(client, made) == 404
    client.force_login(UserFactory())
    assert status(client, made) == 404


def test_document_of_a_restricted_page_does_not_exist_for_others(client):
    made = document()
    page = standard_page(body=[download(made)])
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="welsh cakes")

    assert status(client, made) == 404
    client.force_login(UserFactory())
    assert status(client, made) == 404


def test_document_answers_at_its_own_name_alone(client):
    made = document()
    standard_page(body=[download(made)])

    assert client.get(made.url.replace(made.filename, "other.pdf")).status_code == 404


def test_document_of_a_lesson_needs_an_account(client):
    made = document()
    lesson_with(made)

    assert status(client, made) == 404
    client.force_login(UserFactory())
    assert status(client, made) == 200


def test_document_of_a_lesson_draft_needs_an_editor(rf):
    made = document()
    lesson_with(made, live=False)

    def reads(user):
        return rules.has_perm("pages.read_document", user, made)

    assert not reads(UserFactory())
    assert not reads(UserFactory(group=ORGANISERS))
    for group in (EDITORS, ADMINISTRATORS):
        user = UserFactory(group=group)
        user.refresh_from_db()
        assert reads(user)


def test_restriction_of_a_collection_still_holds(client):
    made = document()
    standard_page(body=[download(made)])
    CollectionViewRestriction.objects.create(
        collection=Collection.objects.get(pk=made.collection_id), restriction_type="login"
    )

    assert status(client, made) == 302


def test_word_file_is_a_download_and_an_unknown_one_has_no_name(client):
    word, odd = document(b"PK", "notes.docx"), document(b"<html>", "page.html")
    standard_page(body=[download(word), download(odd)])

    response = client.get(word.url)
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    body(response)
    response = client.get(odd.url)
    body(response)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment; ")


def test_recording_is_sent_in_the_part_that_was_asked_for(client):
    made = document(VIDEO, "talk.mp4")
    standard_page(
        body=[
            {
                "type": "video",
                "value": {"title": "Talk", "file": made.pk, "transcript": "<p>Good evening.</p>"},
            }
        ]
    )

    whole = client.get(made.url)
    part = client.get(made.url, headers={"range": "bytes=256-511"})

    assert whole.status_code == 200
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Content-Length"] == "2048"
    assert part.status_code == 206
    assert part.headers["Content-Range"] == "bytes 256-511/2048"
    assert part.headers["Content-Length"] == "256"
    assert part.headers["Content-Type"] == "video/mp4"
    assert body(part) == bytes(range(256))
    body(whole)


def test_part_beyond_the_end_is_refused_with_the_size(client):
    made = document(VIDEO, "talk.mp4")
    standard_page(
        body=[
            {
                "type": "video",
                "value": {"title": "Talk", "file": made.pk, "transcript": "<p>Good evening.</p>"},
            }
        ]
    )

    response = client.get(made.url, headers={"range": "bytes=9000-"})

    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */2048"


def test_known_copy_is_not_sent_again_and_a_changed_one_is_sent_whole(client):
    made = document(VIDEO, "talk.mp4")
    standard_page(
        body=[
            {
                "type": "video",
                "value": {"title": "Talk", "file": made.pk, "transcript": "<p>Good evening.</p>"},
            }
        ]
    )
    first = client.get(made.url)
    etag = first.headers["ETag"]
    body(first)

    assert client.get(made.url, headers={"if-none-match": etag}).status_code == 304
    same = client.get(made.url, headers={"range": "bytes=0-9", "if-range": etag})
    other = client.get(made.url, headers={"range": "bytes=0-9", "if-range": '"old"'})
    assert (same.status_code, other.status_code) == (206, 200)
    body(same)
    body(other)


def test_document_whose_file_is_gone_does_not_exist(client):
    made = document()
    standard_page(body=[download(made)])
    made.file.storage.delete(made.file.name)

    assert status(client, made) == 404


def test_rendition_is_public_and_kept(client):
    rendition = picture().get_rendition("width-480|format-webp")

    response = client.get(rendition.url)

    assert rendition.url.startswith("/media/images/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    body(response)


def test_original_has_no_address(client):
    original = picture()

    assert client.get(f"/media/{original.file.name}").status_code == 404
    with pytest.raises(AttributeError, match=rf"^{original.file.name} is private$"):
        _ = original.file.url
    assert getattr(original.file, "url", "none") == "none"
    assert Template("[{{ picture.file.url }}]").render(Context({"picture": original})) == "[]"
    assert original.get_rendition("max-100x100").url.startswith("/media/images/")


@pytest.mark.parametrize(
    "path",
    ["../private/documents/form.pdf", "..%2f..%2fdb.sqlite3", "images/../../x.png", "/etc/passwd.png",
     "images/", "images/x.svg", "images/none.webp", "images/a%00.png"],
)  # fmt: skip
def test_media_gives_nothing_but_public_pictures(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_media_gives_no_page_that_lies_among_the_pictures(client):
    name = storages["public"].save("images/page.html", ContentFile(b"<script>alert(1)</script>"))

    assert client.get(f"/media/{name}").status_code == 404


def test_media_takes_no_writing(client):
    assert client.post("/media/images/x.png").status_code == 405


def test_head_tells_the_size_and_opens_nothing(client):
    made = document(VIDEO, "talk.mp4")
    standard_page(
        body=[
            {
                "type": "video",
                "value": {"title": "Talk", "file": made.pk, "transcript": "<p>Good evening.</p>"},
            }
        ]
    )

    response = client.head(made.url, headers={"range": "bytes=0-9"})

    assert response.status_code == 200
    assert response.headers["Content-Length"] == "2048"
    assert response.headers["Content-Type"] == "video/mp4"
    assert not response.streaming
