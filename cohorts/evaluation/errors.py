"""Why an evaluation could not be set up or answered, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class EvaluationClosedError(DomainError):
    code = "evaluation_closed"
    default_message = _("The questions are not open now. Nothing was kept.")


class EvaluationBegunError(DomainError):
    code = "evaluation_begun"
    default_message = _(
        "The cohort is being asked already, so the questions and the first day stay as they are. "
        "The last day can still be moved."
    )
