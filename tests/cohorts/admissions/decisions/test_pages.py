"""The pages of reviewers, organisers and applicants, and who does not reach them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.admissions.decisions.appeals import ask_for_another_look
from cohorts.admissions.decisions.findings import ask_applicant
from cohorts.admissions.decisions.models import (
    Appeal,
    Batch,
    Decision,
    Finding,
    Offer,
    Review,
    Reviewer,
    ReviewPlan,
    ReviewState,
)
from cohorts.admissions.decisions.publishing import publish_decisions
from cohorts.admissions.decisions.reviewing import name_reviewer, share_reviews
from cohorts.admissions.decisions.selectors import code_of
from cohorts.programmes.models import Place
from lms.accounts.grants.services import grant_role
from lms.audit.models import AuditEvent
from lms.queue.models import Job
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    cohort = made.cohort()
    made.criteria(cohort)
    return cohort


@pytest.fixture
def organiser():
    return made.organiser(name="Olive Organiser")


@pytest.fixture
def staff(organiser):
    return sign_in(Client(), organiser)


def at(cohort, rest):
    return f"/cohorts/{cohort.slug}/{rest}"


def reviewer_of(cohort, application):
    person = UserFactory()
    name_reviewer(cohort=cohort, person=person, actor=made.organiser())
    share_reviews(cohort=cohort, actor=None)
    return person, Review.objects.get(application=application, person=person)


def test_reviewers_are_named_by_address_and_reviews_shared_out(cohort, staff):
    made.applied(cohort)
    person = UserFactory(email="rosa@example.org", name="Rosa Reader")

    unknown = staff.post(at(cohort, "review/reviewers/"), {"email": "nobody@example.org"})
    staff.post(at(cohort, "review/reviewers/"), {"email": "Rosa@example.org"})
    staff.post(at(cohort, "review/reviewers/"), {"each": "1"})
    shared = staff.post(at(cohort, "review/share/"), follow=True)

    assert "Nobody with this address has an account" in unknown.content.decode()
    assert Reviewer.objects.get().person == person
    assert (ReviewPlan.objects.get().each, ReviewPlan.objects.get().is_blind) == (1, False)
    assert "1 review was given out." in shared.content.decode()
    ended = staff.post(at(cohort, f"review/reviewers/{person.uid}/end/"), follow=True)
    assert "waits to be shared out again" in ended.content.decode()


def test_too_few_reviewers_are_said(cohort, staff):
    made.applied(cohort)

    assert (
        "1 application lacks a reviewer"
        in staff.post(at(cohort, "review/share/"), follow=True).content.decode()
    )


def test_blind_reviewers_meet_no_name_anywhere(cohort):
    application = made.applied(cohort, "Zephyrine Quillmark")
    person, review = reviewer_of(cohort, application)
    client = sign_in(Client(), person)
    code = code_of(application)

    for rest in ("review/mine/", f"review/mine/{review.uid}/"):
        page = client.get(at(cohort, rest)).content.decode()
        assert code in page
        assert "Quillmark" not in page
        assert application.email not in page
    assert not any("Quillmark" in repr(one.details) + one.subject for one in AuditEvent.objects.all())

    ReviewPlan.objects.create(cohort=cohort, is_blind=False)
    assert "Quillmark" in client.get(at(cohort, f"review/mine/{review.uid}/")).content.decode()


def test_a_review_is_kept_then_done(cohort):
    person, review = reviewer_of(cohort, made.applied(cohort))
    client, page = sign_in(Client(), person), at(cohort, f"review/mine/{review.uid}/")
    first, second = cohort.criteria.all()
    half = {f"c{first.pk}-points": "4", f"c{first.pk}-reason": "Ten years here", "words": ""}

    assert "The applicant can read this." in client.get(page).content.decode()
    client.post(page, {**half, "keep": "1"})
    assert Review.objects.get().scores.get(criterion=first).reason == "Ten years here"

    refused = client.post(page, {**half, "words": "Typed meanwhile", "done": "1"})
    assert "Choose a mark." in refused.content.decode()
    review.refresh_from_db()
    assert (review.state, review.words) == (ReviewState.OPEN, "Typed meanwhile")

    whole = {**half, f"c{second.pk}-points": "3", f"c{second.pk}-reason": "Says why"}
    assert client.post(page, {**whole, "done": "1"}).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.points) == (ReviewState.DONE, 350)


def test_a_conflict_takes_the_application_away(cohort):
    person, review = reviewer_of(cohort, made.applied(cohort))
    client = sign_in(Client(), person)

    client.post(at(cohort, f"review/mine/{review.uid}/conflict/"))

    assert client.get(at(cohort, f"review/mine/{review.uid}/")).status_code == 404


def test_others_do_not_reach_a_review_or_a_file(cohort):
    application = made.applied(cohort)
    _person, review = reviewer_of(cohort, application)
    other_reviewer = UserFactory()
    name_reviewer(cohort=cohort, person=other_reviewer, actor=made.organiser())
    elsewhere = UserFactory()
    grant_role(
        person=elsewhere, role="organiser", actor=None, scope_kind="cohort", scope_uid=made.cohort().uid
    )
    pages = [
        "review/reviewers/",
        f"review/{application.uid}/",
        "decisions/",
        "decisions/prepare/",
        "decisions/publish/",
        "decisions/appeals/",
        f"review/mine/{review.uid}/",
    ]
    for one in (other_reviewer, elsewhere, application.applicant, UserFactory()):
        client = sign_in(Client(), one)
        assert [client.get(at(cohort, rest)).status_code for rest in pages] == [404] * len(pages)


def test_a_reviewer_is_led_from_the_board_to_their_own(cohort):
    person, _review = reviewer_of(cohort, made.applied(cohort))

    response = sign_in(Client(), person).get(at(cohort, "review/"))

    assert response["Location"] == at(cohort, "review/mine/")


def test_a_reviewer_needs_more_than_a_password(cohort):
    person, _review = reviewer_of(cohort, made.applied(cohort))

    response = sign_in(Client(), person, second_factor=False).get(at(cohort, "review/mine/"))

    assert response.status_code == 302
    assert response["Location"].startswith("/account/confirm/")


def test_from_the_board_to_the_offer(cohort, staff):
    application = made.applied(cohort, "Nadia Ahmed")
    made.judged(application, 5, 4)

    staff.get(at(cohort, "review/"))
    form = staff.get(at(cohort, "decisions/prepare/"), {"application": [application.uid, "nonsense"]})
    assert "Nadia Ahmed" in form.content.decode()
    staff.post(
        at(cohort, "decisions/prepare/"),
        {"application": [application.uid], "outcome": "offer", "reason": "Welcome."},
    )
    decision = Decision.objects.get()
    own = staff.get(at(cohort, "decisions/")).content.decode()
    assert "Somebody else checks it." in own
    assert str(decision.uid) not in own

    second = sign_in(Client(), made.organiser())
    page = second.get(at(cohort, "decisions/")).content.decode()
    start = page.index(f'value="{decision.uid}@') + len('value="')
    seen = page[start : page.index('"', start)]
    second.post(at(cohort, "decisions/check/"), {"decision": [seen, "x@y"]})
    decision.refresh_from_db()
    assert decision.state == "checked"

    assert "Publish in 15 minutes" in second.get(at(cohort, "decisions/publish/")).content.decode()
    second.post(at(cohort, "decisions/publish/"))
    assert "About to be published" in staff.get(at(cohort, "decisions/")).content.decode()
    batch = Batch.objects.get()
    staff.post(at(cohort, "decisions/stop/"), {"batch": batch.uid})
    batch.refresh_from_db()
    assert batch.stopped_at
    assert staff.post(at(cohort, "decisions/stop/"), {"batch": "nonsense"}).status_code == 404


def test_a_stretch_of_the_ranking_is_prepared(cohort, staff):
    for mark in (5, 4, 1):
        made.judged(made.applied(cohort), mark, mark)

    wrong = staff.post(at(cohort, "decisions/prepare/"), {"outcome": "offer", "reason": "Welcome."})
    staff.post(
        at(cohort, "decisions/prepare/"), {"outcome": "offer", "reason": "Welcome.", "first": 1, "last": 2}
    )

    assert "say from which rank to which" in wrong.content.decode()
    assert Decision.objects.count() == 2


def test_a_refused_deed_keeps_what_was_typed(cohort, staff):
    application = made.applied(cohort)
    ask_applicant(application=application, question="Yours?", actor=made.organiser())

    page = staff.post(
        at(cohort, f"review/{application.uid}/decide/"), {"outcome": "offer", "reason": "Typed words"}
    ).content.decode()

    assert "nobody has settled yet" in page
    assert "Typed words" in page


def test_sending_back_and_correcting(cohort, staff):
    application = made.applied(cohort)
    decision = made.checked(application, "not_now")
    staff.post(at(cohort, f"decisions/{decision.uid}/back/"), {"because": "Kinder, please"})
    assert "Kinder, please" in staff.get(at(cohort, f"review/{application.uid}/decide/")).content.decode()
    made.decided(application, "not_now", reason="Kind words")

    page = staff.get(at(cohort, f"review/{application.uid}/decide/")).content.decode()
    assert "Correct the decision" in page
    assert "What went wrong?" in page
    staff.post(
        at(cohort, f"review/{application.uid}/decide/"),
        {"outcome": "offer", "reason": "Welcome.", "apology": "We mixed you up."},
    )
    assert Decision.objects.pending().get().apology == "We mixed you up."


def test_opening_a_file_is_told_to_its_owner(cohort, staff, organiser):
    application = made.applied(cohort)

    staff.get(at(cohort, f"review/{application.uid}/"))

    event = AuditEvent.objects.get(is_read=True)
    assert (event.action, event.actor_uid) == ("admissions.read_application", organiser.uid)
    assert event.about_uid == application.applicant.uid


def test_asking_and_settling_on_the_file(cohort, staff):
    application = made.applied(cohort)
    page = at(cohort, f"review/{application.uid}/")

    staff.post(page + "ask/", {"question": "Is this yours?"})
    finding = Finding.objects.get()
    early = staff.post(
        f"{page}findings/{finding.uid}/",
        {f"f{finding.pk}-verdict": "counts", f"f{finding.pk}-because": "It is"},
    )
    assert "only once the applicant replied" in early.content.decode()
    mine = sign_in(Client(), application.applicant)
    assert "Is this yours?" in mine.get(f"/my/decision/{application.uid}/").content.decode()
    reply = f"/my/decision/{application.uid}/findings/{finding.uid}/"
    mine.post(reply, {f"f{finding.pk}-reply": "A namesake's"})
    assert "A namesake" in staff.get(page).content.decode()
    staff.post(
        f"{page}findings/{finding.uid}/",
        {f"f{finding.pk}-verdict": "dropped", f"f{finding.pk}-because": "A namesake"},
    )
    finding.refresh_from_db()
    assert finding.verdict == "dropped"
    mine.post(reply, {f"f{finding.pk}-reply": "More"})
    finding.refresh_from_db()
    assert finding.reply == "A namesake's"


def test_before_the_decision_the_applicant_reads_the_promise_and_no_marks(cohort):
    application = made.applied(cohort)
    made.judged(application, 2, 2, words="Weakvex")
    made.checked(application, "not_now", reason="Secretvex")

    page = sign_in(Client(), application.applicant).get(f"/my/decision/{application.uid}/").content.decode()

    assert "You will hear by" in page
    assert "Weakvex" not in page
    assert "because 2" not in page
    assert "Secretvex" not in page


def test_after_it_decision_reasons_marks_and_dates_stand_there_without_names(cohort):
    application = made.applied(cohort)
    made.judged(application, 5, 2, person=UserFactory(name="Rosa Reader"), words="Go on")
    made.decided(application, "not_now", reason="There were more people than places.")

    page = sign_in(Client(), application.applicant).get(f"/my/decision/{application.uid}/").content.decode()

    for words in (
        "There were more people than places.",
        "because 5",
        "because 2",
        "Go on",
        "Reviewer 1",
        "3.50",
    ):
        assert words in page
    assert "Rosa" not in page
    assert "Ask for another look" in page


def test_nobody_else_reads_it(cohort, staff):
    application = made.applied(cohort)
    made.decided(application, "offer")

    for client in (staff, sign_in(Client(), UserFactory())):
        for rest in ("", "accept/", "decline/", "leave-list/"):
            assert client.get(f"/my/decision/{application.uid}/{rest}").status_code == 404
        assert client.post(f"/my/decision/{application.uid}/accept/").status_code == 404
    assert not Place.objects.exists()


def test_looking_accepts_nothing_and_one_button_does(cohort):
    application = made.applied(cohort)
    made.decided(application, "offer")
    client, page = sign_in(Client(), application.applicant), f"/my/decision/{application.uid}/"

    assert "Take the place" in client.get(page).content.decode()
    assert client.get(page + "accept/").content.decode().count("<button") >= 1
    client.head(page + "accept/")
    assert Offer.objects.get().state == "open"

    done = client.post(page + "accept/", follow=True).content.decode()
    assert "You have a place" in done
    assert Place.objects.get().trainee == application.applicant
    assert client.get(page + "accept/")["Location"] == page


def test_a_late_answer_says_so(cohort, time_machine):
    application = made.applied(cohort)
    made.decided(application, "offer")
    client, page = sign_in(Client(), application.applicant), f"/my/decision/{application.uid}/"
    Offer.objects.update(expires_at=timezone.now())

    said = client.post(page + "accept/", follow=True).content.decode()

    assert "The time to answer this offer is over" in said
    assert not Place.objects.exists()


def test_declining_and_leaving_the_list(cohort):
    offered = made.applied(cohort)
    made.decided(offered, "offer")
    sign_in(Client(), offered.applicant).post(f"/my/decision/{offered.uid}/decline/")
    assert Offer.objects.get().state == "declined"

    for _ in range(cohort.places):
        Place.objects.create(cohort=cohort, trainee=UserFactory())
    waits = made.applied(cohort)
    made.decided(waits, "waiting")
    client, page = sign_in(Client(), waits.applicant), f"/my/decision/{waits.uid}/"
    assert "You are number 1." in client.get(page).content.decode()
    assert "Leave the list" in client.get(page + "leave-list/").content.decode()
    assert "You left the waiting list" in client.post(page + "leave-list/", follow=True).content.decode()


def test_a_full_cohort_is_told_to_organisers(cohort):
    application = made.applied(cohort)
    made.decided(application, "offer")
    for _ in range(cohort.places):
        Place.objects.create(cohort=cohort, trainee=UserFactory())

    said = sign_in(Client(), application.applicant).post(
        f"/my/decision/{application.uid}/accept/", follow=True
    )

    assert "which is our mistake" in said.content.decode()
    assert Job.objects.filter(task__endswith="tell_no_room_job").count() == 1


def test_an_appeal_from_the_applicant_to_the_answer(cohort):
    application = made.applied(cohort)
    made.decided(application, "not_now")
    client, page = sign_in(Client(), application.applicant), f"/my/decision/{application.uid}/"

    empty = client.post(page + "appeal/", {"words": ""}).content.decode()
    client.post(page + "appeal/", {"words": "You missed my years as a steward."})
    asked = Appeal.objects.get()
    assert "Another look" not in empty
    assert "steward" in client.get(page).content.decode()

    preparer = sign_in(Client(), Decision.objects.get().prepared_by)
    where = at(cohort, f"decisions/appeals/{asked.uid}/")
    assert "Somebody else answers this one" in preparer.get(where).content.decode()
    fresh = sign_in(Client(), made.organiser())
    assert "steward" in fresh.get(where).content.decode()
    fresh.post(where, {"outcome": "changed", "answer": "You are right."})
    assert "A place is yours if you want it" in client.get(page).content.decode()
    assert "Not this time" in client.get(page).content.decode()  # what they were told before
    assert "You are right." in fresh.get(where).content.decode()


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("rest", "queries"), [("decisions/", 12), ("decisions/appeals/", 5), ("review/reviewers/", 6)]
)
def test_lists_ask_as_much_for_one_as_for_thirty(
    cohort, staff, rest, queries, number, django_assert_num_queries
):
    for _ in range(number):
        application = made.applied(cohort)
        reviewer = UserFactory()
        name_reviewer(cohort=cohort, person=reviewer, actor=made.organiser())
        if rest == "decisions/":
            made.checked(application, "not_now")
            Decision.objects.update(state="prepared", checked_by=None)
        elif rest.endswith("appeals/"):
            made.decided(application, "not_now")
            ask_for_another_look(application=application, words="Please.")

    with django_assert_num_queries(queries):
        staff.get(at(cohort, rest))


def test_publishing_while_a_batch_waits_changes_nothing(cohort, staff):
    made.checked(made.applied(cohort), "not_now")
    publish_decisions(cohort=cohort, actor=made.organiser())

    page = staff.get(at(cohort, "decisions/publish/")).content.decode()
    staff.post(at(cohort, "decisions/publish/"))

    assert "Publish in 15 minutes" not in page
    assert Batch.objects.count() == 1


def test_board_says_which_applications_were_written_elsewhere(cohort, staff):
    made.applied(cohort, "Written Here")
    elsewhere = made.applied(cohort, "Written Elsewhere")
    elsewhere.brought_in_at = timezone.now()
    elsewhere.save()

    page = staff.get(f"/cohorts/{cohort.slug}/review/").content.decode()

    assert page.count("brought in from a file") == 1
    assert page.index("Written Elsewhere") < page.index("brought in from a file")
