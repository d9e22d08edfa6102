"""Jobs of certificates."""

from courses.certificates.models import Certificate
from courses.certificates.services import issue_certificate, make_file
from courses.learning.models import Enrolment


def issue_certificate_job(enrolment_id: int) -> None:
    """Queue door to ``issue_certificate``. A vanished enrolment is not an error."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).first()
    if enrolment is not None:
        issue_certificate(enrolment=enrolment)


def make_certificate_file_job(certificate_id: int) -> None:
    """Queue door to ``make_file``. A vanished certificate is not an error."""
    certificate = Certificate.objects.select_related("edition").filter(pk=certificate_id).first()
    if certificate is not None:
        make_file(certificate=certificate)
