"""Words of Django that people here often read, and that it has in Welsh badly or not at all.

Naming them brings them into our catalogue, which goes before Django's. Nothing else uses this file.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop, ngettext_lazy

PASSWORDS = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        1,
    ),
    gettext_noop("This password is too common."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
)

FORMS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
)
