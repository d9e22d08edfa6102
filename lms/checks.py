"""Django system checks of the whole site; each error has a number and a hint.

lms.E002 to E009 live here; other rooms register theirs from E010 on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection
from django.http.request import validate_host


@register(Tags.security, deploy=True)
def site_answers_to_its_own_name(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    hint = "Add it to ALLOWED_HOSTS, or correct SITE_URL; letters link to SITE_URL."
    return [Error(f"SITE_URL names “{host}”, which ALLOWED_HOSTS does not.", hint=hint, id="lms.E002")]


@register()
def queue_waits_longer_than_jobs_run(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    timeout, retry = settings.Q_CLUSTER["timeout"], settings.Q_CLUSTER["retry"]
    if timeout < retry:
        return []
    hint = "Otherwise a job that is still running is started again."
    message = f"Q_CLUSTER's timeout ({timeout} s) must be less than its retry ({retry} s)."
    return [Error(message, hint=hint, id="lms.E003")]


@register()
def queue_lives_in_the_main_database(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.Q_CLUSTER.get("orm") == "default":
        return []
    hint = "Set Q_CLUSTER['orm'] to 'default': a job commits or rolls back with the work that asked for it."
    return [Error("The queue is not in the main database.", hint=hint, id="lms.E004")]


@register(Tags.security, deploy=True)
def shared_cache_has_its_table(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Only where the database has been migrated: before that, there is nothing to share."""
    if "db.DatabaseCache" not in settings.CACHES["shared"]["BACKEND"]:
        return []
    try:
        tables = connection.introspection.table_names()
    except DatabaseError:
        return []
    if "django_migrations" not in tables or settings.CACHES["shared"]["LOCATION"] in tables:
        return []
    hint = "Run: python manage.py createcachetable"
    return [Error("The table that processes share is missing.", hint=hint, id="lms.E005")]


@register(Tags.security)
def private_files_are_not_served(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    private, public = Path(settings.MEDIA_ROOT).resolve(), Path(settings.PUBLIC_MEDIA_ROOT).resolve()
    if not private.is_relative_to(public) and not public.is_relative_to(private):
        return []
    hint = "Keep MEDIA_ROOT and PUBLIC_MEDIA_ROOT side by side."
    return [Error("Private files lie in or around a folder that is served.", hint=hint, id="lms.E006")]
