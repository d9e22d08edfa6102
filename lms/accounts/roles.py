"""What Wagtail lets each role do.

People's records are not guarded by these permissions but by rules: nothing
here opens anybody's learning, application or notes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING

_LOOK_AFTER_FILES = ("add", "change", "choose")


@dataclass
class Role:
    """``everywhere``: app.codename; ``pages``: on the whole tree; ``files``: in every collection."""

    everywhere: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


def _files(*actions: str) -> set[str]:
    return {
        f"{app}.{action}_{model}"
        for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        for action in actions
    }


ROLES: dict[str, Role] = defaultdict(Role)
ROLES[EDITORS] = Role(
    everywhere={"wagtailadmin.access_admin", "simple_translation.submit_translation"},
    pages={"add", "change", "publish"},
    files=_files(*_LOOK_AFTER_FILES),
)
# Organisers write drafts, such as a cohort's local note; an editor publishes them.
ROLES[ORGANISERS] = Role(
    everywhere={"wagtailadmin.access_admin"},
    pages={"add", "change"},
    files=_files("add", "choose"),
)
# What a safeguarding lead may read is said by rules; Wagtail is only where the screens are.
ROLES[SAFEGUARDING] = Role(everywhere={"wagtailadmin.access_admin"})
ROLES[ADMINISTRATORS] = Role(
    everywhere={
        "wagtailadmin.access_admin",
        "accounts.add_user",
        "accounts.change_user",
        "pages.change_sitesettings",
        "simple_translation.submit_translation",
        "queue.view_job",
        "queue.change_job",
        "audit.view_auditevent",
        "places.add_placesimport",
        "places.view_placesimport",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
        "wagtailcore.add_workflow",
        "wagtailcore.change_workflow",
        "wagtailcore.add_task",
        "wagtailcore.change_task",
    },
    pages={"add", "change", "publish", "bulk_delete", "lock", "unlock"},
    files={
        *_files(*_LOOK_AFTER_FILES, "delete"),
        # Wagtail asks for these on a collection, not in general.
        *(f"wagtailcore.{action}_collection" for action in ("add", "change", "delete")),
    },
)


def register_role_permissions(role: str, *permissions: str) -> None:
    """Let a package above add its own ``app.codename`` permissions to a role, in ``AppConfig.ready()``."""
    ROLES[role].everywhere.update(permissions)


@transaction.atomic
def ensure_roles(using: str = "default") -> None:
    """The four groups exist and may do at least what ``ROLES`` says; permissions are made first.

    Idempotent, and safe where Wagtail's root page or collection is missing (a
    flushed test database): what hangs on them is then left for the next call.
    Nothing that was added by hand is taken away.
    """
    for app_config in apps.get_app_configs():
        create_permissions(app_config, verbosity=0, using=using)
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.using(using).select_related("content_type")
    }
    root = Page.objects.using(using).filter(depth=1).first()
    collection = Collection.objects.using(using).filter(depth=1).first()
    for name, role in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(known[code] for code in sorted(role.everywhere) if code in known))
        if root is not None:
            for action in sorted(role.pages):
                GroupPagePermission.objects.using(using).get_or_create(
                    group=group, page=root, permission=known[f"wagtailcore.{action}_page"]
                )
        if collection is not None:
            for code in sorted(role.files):
                GroupCollectionPermission.objects.using(using).get_or_create(
                    group=group, collection=collection, permission=known[code]
                )
    _let_our_roles_approve(using)


def _let_our_roles_approve(using: str) -> None:
    """Wagtail's own approval step waits for its group “Moderators”, in which nobody of ours is."""
    approvers = Group.objects.using(using).filter(name__in=(EDITORS, ADMINISTRATORS))
    for task in GroupApprovalTask.objects.using(using).filter(groups__name="Moderators"):
        task.groups.add(*approvers)
