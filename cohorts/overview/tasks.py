"""Jobs of the overview."""

from cohorts.overview.due_work import REMIND_JOB, remind_of_work
from cohorts.overview.models import Announcement
from cohorts.overview.services import tell_announcement
from cohorts.overview.signs import find_signs, running_cohorts
from cohorts.programmes.models import Cohort
from lms.queue.services import enqueue


def look_for_signs_job() -> None:
    """Asks for a look at each cohort that runs, and for reminders of work there."""
    for pk in running_cohorts():
        enqueue("cohorts.overview.tasks.find_signs_job", pk)
        enqueue(REMIND_JOB, pk)


def find_signs_job(cohort_id: int) -> None:
    """Queue door to ``find_signs``. A vanished cohort is not an error."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is not None:
        find_signs(cohort=cohort)


def remind_of_work_job(cohort_id: int) -> None:
    """Queue door to ``remind_of_work``. A vanished cohort is not an error."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is not None:
        remind_of_work(cohort=cohort)


def tell_announcement_job(announcement_id: int) -> None:
    """Queue door to ``tell_announcement``. A vanished announcement is not an error."""
    announcement = Announcement.objects.select_related("cohort").filter(pk=announcement_id).first()
    if announcement is not None:
        tell_announcement(announcement=announcement)
