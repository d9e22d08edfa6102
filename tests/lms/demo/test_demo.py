"""Making the demo, twice, and what must stay."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from wagtail.models import Page, Site

from courses.certificates.models import Certificate, CertificateEvent
from courses.content.models import Course, CourseEdition, CoursePage, Lesson, LessonPage
from courses.learning.models import Enrolment, LessonProgress, RequirementMet, Tick, Writing
from courses.learning.services import enrol_learner
from lms.accounts.models import User
from lms.demo import PASSWORD, PEOPLE, site_pages
from lms.demo.files import DOCUMENTS
from lms.demo.people import LEARNERS
from lms.demo.services import make_demo
from lms.demo.standing_for_council import COURSE
from lms.demo.tree import page_key
from lms.pages.models import HomePage, SiteDocument, SiteImage, SiteSettings
from lms.reading import Reading, read

# One process makes the demo for all of them.
pytestmark = pytest.mark.xdist_group("demo")

COUNTED = (
    User, EmailAddress, Page, Course, CourseEdition, Lesson, Enrolment, LessonProgress, RequirementMet,
    Tick, Writing, SiteImage, SiteDocument, Certificate, CertificateEvent,
)  # fmt: skip


@pytest.fixture(scope="module")
def _made(django_db_setup, django_db_blocker):
    """The demo, made once for all tests below; each of them is rolled back to this point.

    DEMO is on, and the worksheet is not drawn each time: ``test_worksheet`` draws it.
    """
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr("lms.demo.files.render_pdf", lambda *args, **kwargs: b"%PDF-1.7 a worksheet")
        make_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _on_top_of_it(_made, db):
    pass


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


def learner(username: str) -> User:
    return User.objects.get(username=username)


def test_demo_is_refused_where_demo_is_off(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="this site is not a demo"):
        call_command("demo", verbosity=0)


def test_demo_twice_leaves_the_same():
    first = counts()
    revisions = {page.pk: page.revisions.count() for page in Page.objects.all()}
    edition = CourseEdition.objects.get(is_current=True)

    make_demo()

    assert counts() == first
    assert {page.pk: page.revisions.count() for page in Page.objects.all()} == revisions
    assert CourseEdition.objects.get(is_current=True) == edition


def test_site_shows_our_home_page_and_the_welcome_is_gone():
    site = Site.objects.get()
    assert site.root_page.specific.title == site_pages.HOME.title
    assert [page.specific_class for page in Page.objects.filter(depth=2)] == [HomePage, HomePage]
    in_menu = Page.objects.in_menu().live().order_by("path").values_list("slug", "locale__language_code")
    assert list(in_menu) == [
        ("about", "en-gb"),
        ("privacy", "en-gb"),
        ("accessibility", "en-gb"),
        ("programmes", "en-gb"),
        ("amdanom-ni", "cy"),
    ]
    assert SiteSettings.load().organisation == "Wendale Future Councillors"
    assert SiteSettings.load().help_telephone.startswith("01632 960")


def test_page_tree_is_sound_so_that_editors_can_add_to_it():
    assert Page.find_problems() == ([], [], [], [], [])


def test_course_is_published_as_one_edition():
    edition = CourseEdition.objects.get()
    assert (edition.slug, edition.number, edition.minutes) == ("standing-for-council", 1, 127)
    assert [entry["slug"] for entry in edition.lessons] == [lesson.slug for lesson in COURSE.lessons]


def test_lessons_pass_the_rules_of_publishing():
    for page in LessonPage.objects.all():
        page.full_clean()
        page.body.stream_block.clean(page.body)
    for page in Page.objects.filter(depth__lte=3, depth__gte=2).specific():
        page.full_clean()


def test_second_course_is_a_draft_and_one_lesson_waits_for_approval():
    course = CoursePage.objects.get(slug="speaking-so-people-stay")
    lessons = LessonPage.objects.descendant_of(course)
    assert not course.live
    assert not any(page.live for page in lessons)
    waiting = lessons.get(slug="questions-from-the-floor")
    assert waiting.workflow_in_progress
    assert waiting.current_workflow_state.requested_by.email == "organiser@example.org"


def test_people_can_sign_in_with_confirmed_addresses_and_their_roles():
    for person in PEOPLE:
        user = User.objects.get(email=person.email)
        assert user.check_password(PASSWORD)
        assert EmailAddress.objects.get(user=user).verified
        assert list(user.groups.values_list("name", flat=True)) == ([person.group] if person.group else [])
    others = User.objects.exclude(email__in=[person.email for person in PEOPLE])
    assert not any(user.has_usable_password() for user in others)


def test_trainee_is_in_the_middle_of_the_course():
    nadia = User.objects.get(email="trainee@example.org")
    enrolment = Enrolment.objects.get(learner=nadia)
    done = LessonProgress.objects.filter(learner=nadia, done_at__isnull=False)
    here = LessonProgress.objects.get(learner=nadia, lesson=enrolment.last_lesson)
    assert set(done.values_list("lesson__title", flat=True)) == {
        lesson.title for lesson in COURSE.lessons[:4]
    }
    assert enrolment.last_lesson.title == "How selection works where you live"
    assert here.resume_label == "Shortlist and vote"
    assert here.resume_block == COURSE.lessons[4].block_id("heading-3")
    assert Writing.objects.get(learner=nadia).words == 96
    assert nadia.attempts.filter(correct=False).exists()


def test_others_have_got_as_far_as_they_should():
    done = {
        each.username: LessonProgress.objects.filter(
            learner=learner(each.username), done_at__isnull=False
        ).count()
        for each in LEARNERS
        if each.email != "trainee@example.org"
    }
    assert done == {each.username: each.done for each in LEARNERS if each.email != "trainee@example.org"}
    assert set(Enrolment.objects.completed().values_list("learner__name", flat=True)) == {
        "Gareth Llŷr Pugh",
        "Mercy Adeyemi",
    }
    assert Enrolment.objects.get(learner=learner("joel.francis")).state == "withdrawn"
    assert learner("dennis.cartwright").email is None


def test_nothing_happened_in_the_future_or_before_its_beginning():
    for progress in LessonProgress.objects.filter(done_at__isnull=False):
        assert progress.started_at < progress.done_at
    for enrolment in Enrolment.objects.completed():
        last = LessonProgress.objects.filter(learner=enrolment.learner).order_by("done_at").last()
        assert enrolment.created_at < last.done_at <= enrolment.completed_at


def test_one_certificate_was_replaced_after_a_change_of_name_and_one_is_hidden():
    old, new = Certificate.objects.filter(learner=learner("mercy.adeyemi")).order_by("pk")
    wrong, hidden = Certificate.objects.filter(learner=learner("gareth.llyr")).order_by("pk")

    assert (old.name, old.revoked_reason) == ("Mercy Okonjo", "replaced")
    assert (new.name, new.state, new.replaces) == ("Mercy Adeyemi", "valid", old)
    assert old.issued_at < old.revoked_at == new.issued_at
    assert learner("mercy.adeyemi").name == "Mercy Adeyemi"
    assert (hidden.state, hidden.hidden_at is not None) == ("valid", True)
    assert (wrong.completed_on - hidden.completed_on).days == 1
    assert wrong.issued_at < wrong.revoked_at == hidden.issued_at
    assert [event.kind for event in CertificateEvent.objects.filter(certificate__in=(old, new))] == [
        "issue", "replace", "issue",
    ]  # fmt: skip


@pytest.fixture(scope="class")
def visitor(_made, django_db_blocker):
    """Somebody who came meanwhile; afterwards the demo was made again."""
    with django_db_blocker.unblock(), transaction.atomic():
        LessonProgress.objects.filter(learner__email="trainee@example.org").update(
            resume_label="Somewhere else"
        )
        visitor = User.objects.create_user(username="visitor", name="A visitor")
        enrol_learner(learner=visitor, course=Course.objects.get())
        page = LessonPage.objects.get(slug="the-speech")
        page.introduction = "A draft"
        page.save_revision()
        site = SiteSettings.load()
        site.organisation, site.accent = "Another name", "#224466"
        site.save()
        sam = User.objects.filter(email="organiser@example.org")
        assert read(sam.get().reading) == Reading(face="clear", size="4", ground="cream")
        sam.update(reading="light:dark")
        make_demo()
        yield visitor
        transaction.set_rollback(True)


@pytest.mark.usefixtures("visitor")
class TestAnotherRun:
    """What somebody did meanwhile, and the demo made again on top of all of it."""

    def test_keeps_what_people_did(self, visitor):
        nadia = LessonProgress.objects.filter(learner__email="trainee@example.org")
        assert set(nadia.values_list("resume_label", flat=True)) == {"Somewhere else"}
        assert Enrolment.objects.filter(learner=visitor).exists()

    def test_leaves_the_draft_of_an_editor_alone(self):
        page = LessonPage.objects.get(slug="the-speech")
        assert page.has_unpublished_changes
        assert page.get_latest_revision_as_object().introduction == "A draft"

    def test_keeps_settings_that_somebody_changed(self):
        assert (SiteSettings.load().organisation, SiteSettings.load().accent) == ("Another name", "#224466")

    def test_keeps_how_somebody_chose_to_read(self):
        assert User.objects.get(email="organiser@example.org").reading == "light:dark"


def test_reset_begins_the_demo_people_again_and_nobody_else():
    course = Course.objects.get()
    visitor = User.objects.create_user(username="visitor", name="A visitor")
    kept = enrol_learner(learner=visitor, course=course)
    earlier = set(Certificate.objects.values_list("number", flat=True))
    LessonProgress.objects.filter(learner__email="trainee@example.org").update(resume_label="Elsewhere")
    before = counts()

    make_demo(reset=True)

    assert counts() == before
    assert Enrolment.objects.get(learner=visitor) == kept
    assert Certificate.objects.count() == 4
    assert not Certificate.objects.filter(number__in=earlier).exists()
    assert not LessonProgress.objects.filter(resume_label="Elsewhere").exists()


def test_changed_lesson_is_published_again():
    page = LessonPage.objects.get(slug="the-speech")
    page.introduction = "Something else"
    page.save_revision().publish()

    make_demo()

    assert LessonPage.objects.get(slug="the-speech").introduction == COURSE.lessons[9].introduction
    assert CourseEdition.objects.current().get().digest == CourseEdition.objects.get(number=1).digest


def test_deleted_course_comes_back_with_its_learners(django_capture_on_commit_callbacks):
    course = Course.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        CoursePage.objects.get(slug="standing-for-council").delete()
    assert not CourseEdition.objects.current().exists()

    make_demo()

    assert Course.objects.get() == course
    assert course.key == page_key("course", "standing-for-council")
    assert CourseEdition.objects.current().get().course == course
    assert Enrolment.objects.filter(course=course).count() == len(LEARNERS)


def test_replaced_file_takes_the_old_one_with_it(monkeypatch, django_capture_on_commit_callbacks):
    worksheet = SiteDocument.objects.get(title=DOCUMENTS["statement-worksheet.pdf"].title)
    old = worksheet.file.name
    monkeypatch.setattr("lms.demo.files.render_pdf", lambda *args, **kwargs: b"%PDF-1.7 a better worksheet")

    with django_capture_on_commit_callbacks(execute=True):
        make_demo()

    worksheet.refresh_from_db()
    with worksheet.file.open() as file:
        assert file.read() == b"%PDF-1.7 a better worksheet"
    assert not default_storage.exists(old)


def test_body_is_stored_with_the_ids_of_the_material():
    page = LessonPage.objects.get(slug="your-application")
    stored = json.loads(json.dumps(list(page.body.raw_data), default=str))
    assert [block["id"] for block in stored] == [
        COURSE.lessons[7].block_id(name) for name, _block in COURSE.lessons[7].named()
    ]


def test_whoever_chooses_welsh_finds_home_and_about_in_it(client):
    client.cookies["language"] = "cy"
    home, about = (client.get(path, follow=True).content.decode() for path in ("/", "/about/"))

    assert "Hyfforddiant am ddim i bobl sy’n ystyried bod yn gynghorwyr." in home
    assert "Your street could use a councillor" not in home
    assert "Mae’n wefan ddysgu i bobl sydd am fod yn gynghorwyr lleol." in about
    assert '<h1 lang="cy">Amdanom ni</h1>' in about
    english = Client().get("/about/").content.decode()
    assert "helps people to become good candidates" in english
    assert "gynghorwyr" not in english


def test_command_names_the_people(capsys):
    call_command("demo")

    said = capsys.readouterr().out
    assert "10 lessons (127 minutes) and 12 people are there." in said
    assert "trainee@example.org" in said
