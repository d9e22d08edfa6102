"""The outcomes: what counts, what is held back, who gets the report, and what its papers hold."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from cohorts.admissions.applications.models import Application, ApplicationState, DiversityAnswer
from cohorts.admissions.applications.privacy import APPLICATIONS
from cohorts.admissions.applications.retention import SENT
from cohorts.admissions.decisions.privacy import DECISIONS
from cohorts.outcomes.counts import outcomes_of
from cohorts.outcomes.models import OutcomesPaper, PaperState
from cohorts.outcomes.services import ask_for_paper, forget_papers, make_paper
from cohorts.pathway.models import Pathway
from cohorts.pathway.privacy import PATHWAY, PERIOD
from cohorts.pathway.services import choose_poll, take_back
from cohorts.programmes.models import Cohort, Place, PlaceState
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ORGANISERS, User
from lms.audit.models import AuditEvent
from tests.cohorts.admissions.decisions import made
from tests.cohorts.following.ground import POLL, leeds, stands, wrote
from tests.cohorts.outcomes.conftest import NOON
from tests.cohorts.overview.ground import came, place, running, session
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in
from tests.factories.places import council
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 5, 7)


@pytest.fixture(autouse=True)
def noon(time_travel):
    time_travel(NOON)


@pytest.fixture
def organiser() -> User:
    return OrganiserFactory()


def client(person) -> Client:
    signed_in = Client()
    sign_in(signed_in, person)
    return signed_in


def of(cohort) -> dict[str, int]:
    report = outcomes_of([cohort])
    return dict(zip((step.code for step in report.steps), report.cohorts[0].numbers, strict=True))


def fill(cohort, organiser) -> None:
    """In Leeds 7 on the way, 6 selected, 1 elected; in York 14 and 7. Others do not count."""
    york = council("York", "E06000014")
    for number in range(14):
        pathway = stands(cohort, f"Candidate {number}", on=york)
        wrote(pathway, "selected" if number < 7 else "panel", DAY - dt.timedelta(days=40), by=organiser)
    left = stands(cohort, "Left")
    wrote(left, "elected", DAY, by=organiser)
    Place.objects.filter(pk=left.place.pk).update(state=PlaceState.LEFT)
    for number in range(7):
        pathway = stands(cohort, f"Trainee {number}")
        wrote(pathway, "panel", DAY - dt.timedelta(days=60), by=organiser)
        if number < 6:
            wrote(pathway, "selected", DAY - dt.timedelta(days=30), by=organiser)
        if number == 0:
            wrote(pathway, "elected", DAY, by=organiser)
        if number == 1:
            wrote(pathway, "elected", DAY)  # nobody confirmed it
        if number == 2:
            take_back(entry=wrote(pathway, "elected", DAY, by=organiser), actor=pathway.place.trainee)


# ---------------------------------------------------------------- what counts


def test_each_number_counts_what_it_says(organiser):
    cohort, other = running(), running()
    for _each in range(2):
        made.applied(cohort)
    made.applied(cohort, state=ApplicationState.WITHDRAWN)
    made.applied(cohort, state=ApplicationState.MERGED)
    made.applied(cohort, state=ApplicationState.TRANSFERRED)
    made.applied(cohort, state=ApplicationState.DRAFT, submitted_at=None)
    made.applied(other)
    fill(cohort, organiser)
    Place.objects.filter(trainee__name="Trainee 0").update(completed_at=timezone.now())
    place(cohort, "Gone", state=PlaceState.LEFT)
    place(cohort, "Later", state=PlaceState.DEFERRED)

    assert of(cohort) == {
        "applied": 3,
        "offered": 0,
        "took": 23,
        "completed": 1,
        "selected": 13,
        "elected": 1,
    }
    assert of(other) == dict.fromkeys(of(cohort), 0) | {"applied": 1}


def test_an_offer_counts_once_it_is_published():
    cohort = made.cohort()
    made.criteria(cohort)
    made.decided(made.applied(cohort), "offer")
    made.decided(made.applied(cohort), "not_now")

    assert of(cohort)["offered"] == 1


def test_evenings_are_those_that_are_over_of_people_who_stayed():
    cohort = running()
    held, gone = place(cohort, "Ada"), place(cohort, "Bob", state=PlaceState.LEFT)
    first, second = session(cohort, 1), session(cohort, 2)
    session(cohort, 3, starts_at=NOON + dt.timedelta(days=9), ends_at=NOON + dt.timedelta(days=9, hours=1))
    came(held, first, "present", "attended")
    came(held, second, "absent", "recording")
    came(gone, first, "present", "attended")

    rate = outcomes_of([cohort]).cohorts[0].attendance
    assert rate is not None
    assert (rate.part, rate.whole, rate.percent) == (2, 2, 100)


@pytest.mark.parametrize("people", [1, 9])
def test_it_asks_the_same_of_any_number_of_people(people, organiser, django_assert_num_queries):
    cohort = running()
    for number in range(people):
        made.applied(cohort)
        wrote(stands(cohort, f"Trainee {number}"), "panel", by=organiser)

    with django_assert_num_queries(QUERIES):
        outcomes_of([cohort])


QUERIES = 10


def test_together_somebody_of_two_cohorts_counts_once(organiser):
    cohort, other = running(), running()
    twice = made.applied(cohort)
    made.applied(other, person=twice.applicant)
    made.applied(other)
    wrote(stands(cohort, "Ada"), "selected", by=organiser)
    again = place(other, "Bob")
    Place.objects.filter(pk=again.pk).update(trainee=User.objects.get(name="Ada"))
    again.refresh_from_db()
    pathway = choose_poll(place=again, council=leeds(), ward=None, poll_on=POLL)
    wrote(pathway, "elected", by=organiser)

    report = outcomes_of([cohort, other])

    assert [one.numbers for one in report.cohorts] == [(1, 0, 1, 0, 1, 0), (2, 0, 1, 0, 1, 1)]
    assert report.totals == (2, 0, 1, 0, 1, 1)


# ---------------------------------------------------------------- what stays when rows go


def test_numbers_stay_when_people_are_erased_and_applications_are_old(organiser, time_travel):
    cohort = made.cohort()
    made.criteria(cohort)
    for outcome in ("offer", "offer", "not_now"):
        made.decided(made.applied(cohort), outcome)
    made.applied(cohort, state=ApplicationState.DRAFT, submitted_at=None)
    for number in range(3):
        pathway = stands(cohort, f"Trainee {number}")
        wrote(pathway, "elected" if number else "panel", by=organiser)
    before = of(cohort)
    assert before == {"applied": 3, "offered": 2, "took": 3, "completed": 0, "selected": 2, "elected": 2}

    erased = User.objects.get(name="Trainee 1")
    for part in (PATHWAY, DECISIONS, APPLICATIONS):
        for person in (erased, Application.objects.order_by("pk")[0].applicant):
            if person is not None:
                for step in part.erase:
                    step.carry_out(person)
    assert not Pathway.objects.filter(place__trainee=erased).exists()
    assert of(cohort) == before

    Cohort.objects.filter(pk=cohort.pk).update(
        starts_on=NOON.date() - dt.timedelta(days=430), ends_on=NOON.date() - dt.timedelta(days=400)
    )
    Application.objects.update(saved_at=NOON - dt.timedelta(days=400))
    Pathway.objects.update(changed_at=NOON - dt.timedelta(days=5 * 366), poll_on=None)
    for period in (SENT, PERIOD):
        assert [period.expire(period.before()) > 0 for _twice in range(2)] == [True, False]
    assert (Application.objects.exclude(state="draft").count(), Pathway.objects.count()) == (0, 0)
    assert of(cohort) == before


# ---------------------------------------------------------------- what is held back


def test_councils_of_fewer_than_five_are_among_the_others(organiser):
    cohort = running()
    fill(cohort, organiser)
    tiny = council("Tinytown", "E08000999")
    wrote(stands(cohort, "Somebody", on=tiny), "panel", by=organiser)

    report = outcomes_of([cohort])

    assert [(str(town.title), town.numbers) for town in report.towns] == [
        ("Leeds", (None, None, None)),
        ("York", (14, 7, None)),
        ("Other councils", (None, None, None)),
    ]
    assert "Tinytown" not in client(organiser).get(f"/cohorts/outcomes/?of={cohort.slug}").content.decode()


def test_diversity_is_shown_of_applicants_alone_and_holds_small_numbers_back(organiser):
    cohort = running(
        opens_at=NOON - dt.timedelta(days=120),
        closes_at=NOON - dt.timedelta(days=90),
        hear_by=NOON.date(),
    )
    for answer, number in (("woman", 7), ("man", 6), ("other", 1)):
        for _each in range(number):
            DiversityAnswer.objects.create(cohort=cohort, question="gender", answer=answer)

    page = client(organiser).get(f"/cohorts/outcomes/?of={cohort.slug}").content.decode()

    assert "Woman: 7" in page
    assert "Man: –" in page
    assert "Non-binary, or in another way: –" in page


# ---------------------------------------------------------------- who gets it


def test_organisers_of_one_cohort_see_that_one_and_no_other(organiser):
    cohort, other = running(), running()
    named = UserFactory()
    grant_role(person=named, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=cohort.uid)
    reader = client(User.objects.get(pk=named.pk))

    assert reader.get(f"/cohorts/{cohort.slug}/outcomes/")["Location"] == (
        f"/cohorts/outcomes/?of={cohort.slug}"
    )
    page = reader.get("/cohorts/outcomes/").content.decode()
    assert (cohort.slug in page, other.slug in page) == (True, False)
    for address in (
        f"/cohorts/outcomes/?of={other.slug}",
        f"/cohorts/outcomes/outcomes.xlsx?of={other.slug}",
    ):
        assert reader.get(address).status_code == 404
    both = ask_for_paper(cohorts=[cohort, other], asking=uuid.uuid4(), actor=organiser)
    run_queue()
    assert reader.get(f"/cohorts/outcomes/{both.uid}.pdf").status_code == 404
    assert str(both.uid) not in reader.get("/cohorts/outcomes/").content.decode()
    theirs = client(organiser).get(f"/cohorts/outcomes/{both.uid}.pdf")
    assert b"".join(theirs.streaming_content).startswith(b"%PDF")
    assert client(UserFactory()).get("/cohorts/outcomes/").status_code == 404


# ---------------------------------------------------------------- taken along


def test_the_workbook_holds_the_numbers_and_what_they_mean(organiser):
    cohort, other = running(), running()
    fill(cohort, organiser)

    answer = client(organiser).get(f"/cohorts/outcomes/outcomes.xlsx?of={cohort.slug}&of={other.slug}")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    assert rows["Cohorts"][0][3:] == (
        "Applied",
        "Were offered a place",
        "Took part",
        "Completed",
        "Were selected",
        "Were elected",
    )
    assert [row[3:] for row in rows["Cohorts"][1:]] == [
        ("0", "0", "22", "0", "13", "1"),
        ("0",) * 6,
        ("0", "0", "22", "0", "13", "1"),
    ]
    assert rows["Councils"][1:] == [("Leeds", "7", "–", "–"), ("York", "14", "–", "–")]
    means = "People who did not leave, whose election an organiser confirmed."
    assert ("Were elected", means) in rows["What is counted"]
    assert not re.search("Trainee|Candidate", repr(rows))
    taken = AuditEvent.objects.filter(action="cohorts.outcomes_taken")
    assert {(one.subject, one.details["form"]) for one in taken} == {
        (f"cohort:{cohort.uid}", "xlsx"),
        (f"cohort:{other.uid}", "xlsx"),
    }


def test_the_paper_is_made_once_by_a_job_and_read_back(organiser):
    cohort = running()
    fill(cohort, organiser)
    desk, asking = client(organiser), str(uuid.uuid4())

    for _twice in range(2):
        asked = desk.post("/cohorts/outcomes/paper/", {"asking": asking, "of": cohort.slug})
        assert asked["Location"] == f"/cohorts/outcomes/?of={cohort.slug}#papers"
    page = desk.get("/cohorts/outcomes/").content.decode()
    assert "is being made" in page
    assert 'hx-get="/cohorts/outcomes/papers/?waiting=1"' in page
    asks, waits = {"headers": {"HX-Request": "true"}}, "/cohorts/outcomes/papers/?waiting=1"
    assert desk.get(waits, **asks).status_code == 204
    run_queue()
    paper = OutcomesPaper.objects.get()
    told = desk.get(waits, **asks).content.decode()
    assert f"/cohorts/outcomes/{paper.uid}.pdf" in told
    assert "hx-get" not in told
    assert desk.get(f"{waits}&of={cohort.slug}")["Location"] == f"/cohorts/outcomes/?of={cohort.slug}"
    make_paper(paper.pk)
    paper.refresh_from_db()

    assert paper.state == PaperState.READY
    got = desk.get(f"/cohorts/outcomes/{paper.uid}.pdf")
    assert got["Content-Disposition"] == 'attachment; filename="outcomes-2027-06-01.pdf"'
    content = b"".join(got.streaming_content)
    assert len(content) == paper.size
    read = PdfReader(io.BytesIO(content))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(page.extract_text() for page in read.pages)
    for words in (
        "Outcomes",
        cohort.title,
        "Leeds",
        "York",
        "Elected, of those who were selected: 1 of 13 (8 %)",
    ):
        assert words in " ".join(text.split())
    assert not re.search("Trainee|Candidate", text)


def test_a_paper_that_died_midway_is_made_again(organiser, monkeypatch):
    paper = ask_for_paper(cohorts=[running()], asking=uuid.uuid4(), actor=organiser)

    def crash(*args, **kwargs):
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as broken:
        broken.setattr("cohorts.outcomes.services.OutcomesPaper.objects.filter", crash, raising=False)
        with pytest.raises(RuntimeError):
            make_paper(paper.pk)
    make_paper(paper.pk)

    paper.refresh_from_db()
    assert paper.state == PaperState.READY
    assert default_storage.exists(paper.stored_as)


def test_papers_go_after_a_month_with_their_files(organiser, time_travel):
    paper = ask_for_paper(cohorts=[running()], asking=uuid.uuid4(), actor=organiser)
    run_queue()
    paper.refresh_from_db()
    time_travel(NOON + dt.timedelta(days=29))
    assert forget_papers() == 0
    time_travel(NOON + dt.timedelta(days=31))

    assert [forget_papers() for _twice in range(2)] == [1, 0]
    assert not default_storage.exists(paper.stored_as)


def test_without_a_cohort_nothing_is_made(organiser):
    desk = client(organiser)

    page = desk.post("/cohorts/outcomes/paper/", {"asking": str(uuid.uuid4())}, follow=True)

    assert "Choose at least one cohort." in page.content.decode()
    assert not OutcomesPaper.objects.exists()
    assert desk.post("/cohorts/outcomes/paper/", {"asking": "x"}).status_code == 404
    assert desk.get("/cohorts/outcomes/outcomes.xlsx").status_code == 404
