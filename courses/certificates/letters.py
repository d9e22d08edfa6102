"""The one letter about certificates."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.certificates.models import Certificate
from lms.accounts.letters import send_letter
from lms.language import speaking
from lms.messaging.copy_kinds import CopyKind, Gap

CHANGED = CopyKind(
    "certificates.changed",
    _("Something was changed on a certificate"),
    _("To the holder. It says neither what nor which course: that stands on their own page."),
    "courses/certificates/email/changed",
    (Gap("name", _("the holder’s name"), "Nadia Ahmed"),),
    link="href",
    button=_("See my certificates"),
)


def tell_holder(certificate: Certificate) -> None:
    """The holder gets a letter, in the caller's transaction, that somebody changed something.

    It says neither what nor which course: what stands on their own page is for them alone.
    Nobody who cannot sign in, or has no address, is written to.
    """
    holder = certificate.learner
    if not holder.is_active or not holder.email:
        return
    href = settings.SITE_URL.rstrip("/") + reverse("certificates:list")
    with speaking(holder.language or settings.LANGUAGE_CODE):
        send_letter(CHANGED.template, holder.email, {"name": holder.display_name, "href": href})
