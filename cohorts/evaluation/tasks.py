"""Jobs of the evaluation."""

from cohorts.evaluation.models import Evaluation
from cohorts.evaluation.services import ask_cohort, ask_due


def ask_due_job() -> None:
    """Hourly: cohorts whose questions opened are asked, and near the end those who did not answer."""
    ask_due()


def ask_cohort_job(evaluation_id: int, what: str, after: int = 0) -> None:
    """Queue door to ``ask_cohort``. A vanished evaluation is not an error."""
    evaluation = Evaluation.objects.filter(pk=evaluation_id).first()
    if evaluation is not None:
        ask_cohort(evaluation=evaluation, what=what, after=after)
