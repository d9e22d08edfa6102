"""What must be there once the tables are: first words, and a schedule."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

from lms.consent.models import UPDATES, Channel, ConsentWording

# Not through gettext: words that people agree to are written for each language by hand, in Wagtail.
FIRST_WORDS = {
    Channel.EMAIL: "Write to me by e-mail about events, training and ways to take part. "
    "Every letter has a link with which I can stop them.",
    Channel.POST: "Write to me by post about events, training and ways to take part.",
    Channel.TELEPHONE: "Ring me about events, training and ways to take part.",
    Channel.TEXT: "Send me text messages about events, training and ways to take part.",
}


def set_up_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Each channel has words in the site's first language. Idempotent: words that are there stay."""
    from lms.queue.services import ensure_schedule

    if ConsentWording._meta.db_table not in connections[using].introspection.table_names():
        return
    known = set(ConsentWording.objects.using(using).filter(form=UPDATES).values_list("channel", flat=True))
    ConsentWording.objects.using(using).bulk_create(
        ConsentWording(form=UPDATES, channel=channel, language=settings.LANGUAGE_CODE, version=1, text=text)
        for channel, text in FIRST_WORDS.items()
        if channel not in known
    )
    if using == "default":
        ensure_schedule("consent: forget", "lms.consent.tasks.forget_unconfirmed_job", minutes=24 * 60)


def follow_account(*, instance: Any, update_fields: Any = None, created: bool, **kwargs: Any) -> None:
    """An account's new address is where its updates go."""
    from lms.consent.services import follow_address

    if not created and (update_fields is None or "email" in update_fields):
        follow_address(person=instance)
