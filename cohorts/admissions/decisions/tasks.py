"""Jobs of decisions."""

from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions import leaving, offers, publishing, telling
from cohorts.admissions.decisions.models import Appeal, Batch, Decision, Finding, Offer, WaitingEntry
from cohorts.programmes.models import Cohort
from lms.accounts.models import User

# What a letter says of an application.
_WITH_PEOPLE = ("application__applicant", "application__cohort")


def publish_due_batches_job() -> None:
    """Queue door to ``publish_due_batches``; planned for every minute."""
    publishing.publish_due_batches()


def look_after_offers_job() -> None:
    """Offers and lists whose time is over; planned for every minute."""
    offers.expire_offers()
    offers.end_waiting_lists()


def remind_people_job() -> None:
    """Organisers before the promised day, applicants before an offer ends; planned for every half hour."""
    telling.nag_organisers()
    telling.remind_of_offers()


def ask_for_letters_job(batch_id: int) -> None:
    """Queue door to ``ask_for_letters``."""
    publishing.ask_for_letters(batch=Batch.objects.get(pk=batch_id))


def tell_decision_job(decision_id: int) -> None:
    """Queue door to ``tell_decision``. A vanished decision is not an error, here and below."""
    for decision in Decision.objects.filter(pk=decision_id).select_related(*_WITH_PEOPLE):
        telling.tell_decision(decision=decision)


def tell_offer_job(offer_id: int, what: str) -> None:
    """Queue door to ``tell_offer``."""
    for offer in Offer.objects.filter(pk=offer_id).select_related(*_WITH_PEOPLE):
        telling.tell_offer(offer=offer, what=what)


def tell_list_ended_job(entry_id: int) -> None:
    """Queue door to ``tell_list_ended``."""
    for entry in WaitingEntry.objects.filter(pk=entry_id).select_related(*_WITH_PEOPLE):
        telling.tell_list_ended(entry=entry)


def tell_question_job(finding_id: int) -> None:
    """Queue door to ``tell_question``."""
    for finding in Finding.objects.filter(pk=finding_id).select_related(*_WITH_PEOPLE):
        telling.tell_question(finding=finding)


def tell_appeal_job(appeal_id: int, what: str) -> None:
    """Queue door to ``tell_appeal``."""
    for appeal in Appeal.objects.filter(pk=appeal_id).select_related(*_WITH_PEOPLE):
        telling.tell_appeal(appeal=appeal, what=what)


def tell_stopped_job(batch_id: int) -> None:
    """Queue door to ``tell_stopped``."""
    telling.tell_stopped(batch=Batch.objects.select_related("cohort").get(pk=batch_id))


def tell_no_room_job(offer_id: int) -> None:
    """Queue door to ``tell_no_room``."""
    for offer in Offer.objects.filter(pk=offer_id).select_related("cohort"):
        telling.tell_no_room(offer=offer)


def tell_reviewer_job(cohort_id: int, person_id: int) -> None:
    """Queue door to ``tell_reviewer``."""
    telling.tell_reviewer(cohort=Cohort.objects.get(pk=cohort_id), person=User.objects.get(pk=person_id))


def fill_places_job(cohort_id: int) -> None:
    """Queue door to ``fill_places``."""
    offers.fill_places(cohort=Cohort.objects.get(pk=cohort_id))


def leave_admissions_job(application_id: int) -> None:
    """Queue door to ``leave_admissions``."""
    for application in Application.objects.filter(pk=application_id):
        leaving.leave_admissions(application=application)


def close_admissions_job(cohort_id: int) -> None:
    """Queue door to ``close_admissions``."""
    leaving.close_admissions(cohort=Cohort.objects.get(pk=cohort_id))
