"""Ways into an application without an account: a signed cookie on a device, a link in a letter.

Both name the application and its ``epoch``. Whoever begins with another person's address holds a
way in; it ends when the address proves to be somebody else's, on a device that does not hold it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from cohorts.admissions.applications.errors import WayOverError
from cohorts.admissions.applications.models import Application
from lms.accounts.devices import is_shared

COOKIE = "hustings_applying"
LASTS = timedelta(days=60)
PATH = "/programmes/"  # the cookie goes nowhere else
MOST = 8  # applications that one device remembers
_COOKIE_SALT = "cohorts.applications.device"
_LINK_SALT = "cohorts.applications.link"
Held = dict[UUID, int]


def held_by(request: HttpRequest) -> Held:
    """The applications that this device may open, each with the epoch of its way in. No query."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_COOKIE_SALT, max_age=LASTS)
        return {UUID(uid): int(epoch) for uid, epoch in said["held"]}
    except (signing.BadSignature, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _is_shared(request: HttpRequest) -> bool:
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_COOKIE_SALT, max_age=LASTS)
        return bool(said["shared"])
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return False


def hand_out(
    request: HttpRequest, response: HttpResponseBase, application: Application, *, shared: bool | None = None
) -> None:
    """This device may open ``application`` from now on; on a shared one until the browser closes."""
    held = {application.uid: application.epoch}
    held |= {uid: epoch for uid, epoch in held_by(request).items() if uid not in held}
    is_shared = _is_shared(request) if shared is None else shared
    kept = [[uid.hex, epoch] for uid, epoch in list(held.items())[:MOST]]
    response.set_cookie(
        COOKIE,
        signing.dumps({"held": kept, "shared": is_shared}, salt=_COOKIE_SALT),
        max_age=None if is_shared else LASTS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_away(response: HttpResponseBase) -> None:
    """This device opens no application any more."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def is_shared_device(request: HttpRequest) -> bool:
    """Nothing typed may stay on this device."""
    return _is_shared(request) or is_shared(request)


def may_open(request: HttpRequest, application: Application) -> bool:
    """The device holds a way in that is in force, or the application is the signed-in person's own."""
    if request.user.is_authenticated and application.applicant_id == request.user.pk:
        return True
    return held_by(request).get(application.uid) == application.epoch


def link_to(application: Application) -> str:
    """The whole address of the page with one button that opens ``application`` on another device."""
    token = signing.dumps([application.uid.hex, application.pk], salt=_LINK_SALT)
    cohort = application.cohort
    return settings.SITE_URL + reverse("programmes:open", args=[cohort.programme.slug, cohort.slug, token])


def read_link(token: str) -> Application:
    """The application of a link. One query; changes nothing. Raises ``WayOverError``."""
    try:
        uid, pk = signing.loads(token, salt=_LINK_SALT, max_age=LASTS)
        found = Application.objects.select_related("cohort__programme").filter(uid=UUID(uid), pk=int(pk))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise WayOverError from None
    application = found.first()
    if application is None:
        raise WayOverError
    return application


def end_ways(application: Application) -> None:
    """Every device that could open ``application`` has to prove the address. In the caller's transaction."""
    Application.objects.filter(pk=application.pk).update(epoch=F("epoch") + 1)
    application.refresh_from_db(fields=["epoch"])
