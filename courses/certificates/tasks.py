"""Jobs of certificates."""

from courses.certificates.models import Achievement, Certificate
from courses.certificates.services import issue_certificate, make_file
from courses.learning.models import Enrolment


def issue_certificate_job(enrolment_id: int) -> None:
    """Queue door to ``issue_certificate``. A vanished enrolment is not an error."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).first()
    if enrolment is not None:
        issue_certificate(earned=enrolment)


def certify_achievement_job(achievement_id: int) -> None:
    """Queue door to ``issue_certificate`` for a programme. A vanished achievement is not an error."""
    achievement = Achievement.objects.filter(pk=achievement_id).first()
    if achievement is not None:
        issue_certificate(earned=achievement)


def make_certificate_file_job(certificate_id: int) -> None:
    """Queue door to ``make_file``. A vanished certificate is not an error."""
    certificate = (
        Certificate.objects.select_related("edition", "achievement").filter(pk=certificate_id).first()
    )
    if certificate is not None:
        make_file(certificate=certificate)
