"""Jobs of programmes."""

from cohorts.programmes.completion import settle_cohort, settle_places_of
from cohorts.programmes.models import Cohort
from cohorts.programmes.selectors import cohorts_with_courses
from cohorts.programmes.services import OPEN_COURSES_JOB, open_courses
from cohorts.programmes.setting_up import tell_cancelled
from lms.accounts.models import User
from lms.queue.services import enqueue


def look_for_open_courses_job() -> None:
    """Asks for a look at each cohort whose courses may open today."""
    for pk in cohorts_with_courses():
        enqueue(OPEN_COURSES_JOB, pk)


def open_courses_job(cohort_id: int, after: int = 0) -> None:
    """Queue door to ``open_courses``. A vanished cohort is not an error."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is not None:
        open_courses(cohort=cohort, after=after)


def settle_places_job(learner_id: int) -> None:
    """Queue door to ``settle_places_of``. A vanished person is not an error."""
    learner = User.objects.filter(pk=learner_id).first()
    if learner is not None:
        settle_places_of(learner=learner)


def settle_cohort_job(cohort_id: int, after: int = 0) -> None:
    """Queue door to ``settle_cohort``."""
    settle_cohort(cohort_id=cohort_id, after=after)


def tell_cancelled_job(cohort_id: int, after: int = 0) -> None:
    """Queue door to ``tell_cancelled``. A vanished cohort is not an error."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is not None:
        tell_cancelled(cohort=cohort, after=after)
