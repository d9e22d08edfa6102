from django.db import migrations, models


class Migration(migrations.Migration):
    """The rules of a certificate's life, in the database; apart from the rows they judge (PostgreSQL)."""

    dependencies = [("courses", "0004_history_of_certificates_so_far")]

    operations = [
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked_at__isnull", True),
                        ("revoked_reason", ""),
                        ("state", "valid"),
                    ),
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("revoked_reason__in", ["issued_in_error", "replaced", "withdrawn"]),
                        ("state", "revoked"),
                    ),
                    _connector="OR",
                ),
                name="revoked_certificate_says_why",
                violation_error_message="A revoked certificate has a date and a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("enrolment",),
                name="one_first_certificate_per_enrolment",
                violation_error_message="This course already has a first certificate.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", models.F("id")), _negated=True),
                name="certificate_replaces_another",
                violation_error_message="A certificate cannot replace itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "correct"), ("reason", ""), _negated=True),
                name="correction_says_why",
                violation_error_message="Say why the certificate is corrected.",
            ),
        ),
    ]
