"""Jobs of the outcomes."""

from cohorts.outcomes.services import forget_papers, make_paper


def make_paper_job(paper_id: int) -> None:
    """Queue door to ``make_paper``. A vanished paper is not an error."""
    make_paper(paper_id)


def forget_papers_job() -> None:
    """Once a day: papers of more than 30 days are gone."""
    forget_papers()
