"""News that changes what every page shows."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.models import Locale, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from lms.pages.models import SiteSettings
from lms.pages.selectors import look_revision


def renew_look(**kwargs: Any) -> None:
    """The footer names pages: after any of them changes, the look has a new revision. One query, or two."""
    if not SiteSettings.objects.update(revision=uuid.uuid4().hex):
        SiteSettings.objects.create()
    look_again()


def look_again(**kwargs: Any) -> None:
    """This process reads the revision for its next answer, and again once the change can be seen by all."""
    look_revision.forget()
    transaction.on_commit(look_revision.forget)


def ensure_locales(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Editors may write in every language of the site from the first day; after ``migrate`` and flush."""
    if Locale._meta.db_table in connections[using].introspection.table_names():
        for code, _name in settings.LANGUAGES:
            Locale.objects.using(using).get_or_create(language_code=code)


def connect() -> None:
    post_migrate.connect(
        ensure_locales, sender=apps.get_app_config("pages"), dispatch_uid="pages.ensure_locales"
    )
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(renew_look, dispatch_uid="pages.renew_look")
    for signal in (post_save, post_delete):
        signal.connect(look_again, sender=SiteSettings, dispatch_uid="pages.look_again")
        signal.connect(renew_look, sender=PageViewRestriction, dispatch_uid="pages.renew_look")
