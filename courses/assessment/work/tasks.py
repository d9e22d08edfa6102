"""Jobs of work."""

from courses.assessment.work.passing import pass_on_late, pass_on_one


def pass_on_late_job() -> None:
    """Once a day: whatever nobody answered in time goes to somebody else."""
    pass_on_late()


def pass_on_job(work_id: int) -> None:
    """Queue door to ``pass_on_one``. What was answered meanwhile is not an error."""
    pass_on_one(work_id)
