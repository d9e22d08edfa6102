from django.db import migrations

REASONS = ("issued_in_error", "replaced", "withdrawn")


def write_history(apps, schema_editor):
    """Certificates of one place become a chain, and their issuing and revoking its first events.

    Who did it is taken from the record of actions. A reason that is none of the three becomes
    “withdrawn”, which says least; the word that stood there is kept in the history.
    """
    Certificate = apps.get_model("courses", "Certificate")
    CertificateEvent = apps.get_model("courses", "CertificateEvent")
    AuditEvent = apps.get_model("audit", "AuditEvent")
    User = apps.get_model("accounts", "User")

    deeds = AuditEvent.objects.filter(action__in=("certificates.issue", "certificates.revoke"))
    uids = {
        (action, subject): uid
        for action, subject, uid in deeds.exclude(actor_uid=None).values_list(
            "action", "subject", "actor_uid"
        )
    }
    people = dict(User.objects.filter(uid__in=set(uids.values())).values_list("uid", "pk"))

    def who(action, certificate):
        return people.get(uids.get((action, f"certificate:{certificate.uid}")))

    newest = {}
    events = []
    for certificate in Certificate.objects.order_by("pk").iterator():
        said = certificate.revoked_reason
        certificate.replaces_id = newest.get(certificate.enrolment_id)
        newest[certificate.enrolment_id] = certificate.pk
        if certificate.state == "revoked" and said not in REASONS:
            certificate.revoked_reason = "withdrawn"
        if certificate.replaces_id or certificate.revoked_reason != said:
            certificate.save(update_fields=["replaces", "revoked_reason"])
        events.append(
            CertificateEvent(
                certificate=certificate,
                kind="issue",
                at=certificate.issued_at,
                actor_id=who("certificates.issue", certificate),
            )
        )
        if certificate.state == "revoked":
            events.append(
                CertificateEvent(
                    certificate=certificate,
                    kind="revoke",
                    at=certificate.revoked_at,
                    actor_id=who("certificates.revoke", certificate),
                    reason="" if said in REASONS else said,
                )
            )
    CertificateEvent.objects.bulk_create(events, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0003_certificates_follow_a_life"),
        ("accounts", "0001_initial"),
        ("audit", "0001_initial"),
    ]

    operations = [migrations.RunPython(write_history, migrations.RunPython.noop)]
