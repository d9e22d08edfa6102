"""The table: every address of the site, each method that it knows, each role, and what happens.

Columns: anonymous, learner (on the course, holds the certificate), other (a learner
who holds nothing), editor, organiser, administrator; the last three with a second
factor. One word where all columns agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from tests.rules.world import ROLES, World

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Row:
    """One address and method. ``words`` are the outcomes, as ``tests.rules.world.outcome`` names them."""

    method: str
    address: str
    words: str
    data: tuple[tuple[str, str], ...] = ()
    section: str = ""

    @property
    def title(self) -> str:
        return f"{self.method} {self.address} {urlencode(self.data)}".strip()

    def body(self, world: World) -> str:
        return urlencode([(name, value.format(**world.names)) for name, value in self.data])

    def outcomes(self, world: World) -> dict[str, str]:
        words = [word.format(**world.names) for word in self.words.split()]
        return dict(zip(ROLES, words * len(ROLES) if len(words) == 1 else words, strict=False))


def get(address: str, words: str) -> Row:
    return Row("GET", address, words)


def post(address: str, words: str, **data: str) -> Row:
    return Row("POST", address, words, tuple(data.items()))


def admin(section: str, address: str, words: str, method: str = "GET") -> Row:
    return Row(method, f"/admin/{address}", words, section=section)


SITE = [
    get("/", "200"),
    get("/account/", "login 200 200 200 200 200"),
    get("/account/profile/", "login 200 200 200 200 200"),
    get("/account/second-factor/", "login →/my/ →/my/ →/my/ →/my/ →/my/"),
    get("/account/demo/", "405"),
    post("/account/demo/", "404", person="trainee@example.org"),
    get("/account/signup/confirm/nonsense/", "410"),
    get("/account/login/", "200 →/my/ →/my/ →/my/ →/my/ →/my/"),
    post("/account/login/", "200 →/my/ →/my/ →/my/ →/my/ →/my/", login="nobody", password="nothing"),
    get("/account/login/code/", "200 →/my/ →/my/ →/my/ →/my/ →/my/"),
    get("/account/login/code/confirm/", "→/account/login/code/ →/my/ →/my/ →/my/ →/my/ →/my/"),
    get("/account/signup/", "200 →/my/ →/my/ →/my/ →/my/ →/my/"),
    get("/account/confirm-email/", "200"),
    get("/account/confirm-email/nonsense/", "200"),
    get("/account/password/reset/", "200"),
    get("/account/password/reset/done/", "200"),
    get("/account/password/reset/key/1-nonsense/", "200"),
    get("/account/password/reset/key/done/", "200"),
    get("/account/password/change/", "login 200 200 200 200 200"),
    get("/account/password/set/", "login →/account/password/change/ →/account/password/change/ →/account/password/change/ →/account/password/change/ →/account/password/change/"),
    get("/account/logout/", "→/ 200 200 200 200 200"),
    post("/account/logout/", "→/"),
    get("/account/inactive/", "200"),
    get("/account/reauthenticate/", "login 200 200 200 200 200"),
    get("/account/email/", "login 200 200 200 200 200"),
    get("/account/2fa/", "login 200 200 200 200 200"),
    get("/account/2fa/authenticate/", "login →/my/ →/my/ →/my/ →/my/ →/my/"),
    get("/account/2fa/reauthenticate/", "login →/account/reauthenticate/ →/account/reauthenticate/ →/account/reauthenticate/ →/account/reauthenticate/ →/account/reauthenticate/"),
    get("/account/2fa/totp/activate/", "login 200 200 200 200 200"),
    get("/account/2fa/totp/deactivate/", "login 404 404 404 404 404"),
    get("/account/2fa/recovery-codes/", "login 404 404 404 404 404"),
    get("/account/2fa/recovery-codes/generate/", "login 200 200 200 200 200"),
    get("/account/2fa/recovery-codes/download/", "login 404 404 404 404 404"),
    get("/account/2fa/webauthn/", "login 200 200 200 200 200"),
    get("/account/2fa/webauthn/add/", "login 200 200 200 200 200"),
    get("/account/2fa/webauthn/login/", "login →/my/ →/my/ →/my/ →/my/ →/my/"),
    get("/account/2fa/webauthn/reauthenticate/", "login →/account/reauthenticate/ →/account/reauthenticate/ →/account/reauthenticate/ →/account/reauthenticate/ →/account/reauthenticate/"),
    get("/account/2fa/webauthn/keys/1/remove/", "login 404 404 404 404 404"),
    get("/account/2fa/webauthn/keys/1/edit/", "login 404 404 404 404 404"),
    get("/help/", "200"),
    get("/theme.css", "200"),
    get("/media/{picture}", "200"),
    get("/media/../private/x", "404"),
    get("/documents/{document}/{filename}", "404 404 404 200 404 200"),
    get("/documents/authenticate_with_password/1/", "404"),
    get("/courses/", "200"),
    get("/courses/{course}/", "200"),
    get("/courses/unknown/", "404"),
    get("/courses/{course}/join/", "405"),
    post("/courses/{course}/join/", "login →/courses/{course}/{module}/{lesson}/ →/courses/{course}/{module}/{lesson}/ →/courses/{course}/{module}/{lesson}/ →/courses/{course}/{module}/{lesson}/ →/courses/{course}/{module}/{lesson}/"),
    get("/courses/{course}/leave/", "login 200 →/courses/{course}/ →/courses/{course}/ →/courses/{course}/ →/courses/{course}/"),
    post("/courses/{course}/leave/", "login →/courses/{course}/ →/courses/{course}/ →/courses/{course}/ →/courses/{course}/ →/courses/{course}/"),
    get("/courses/{course}/{module}/{lesson}/", "login 200 →/courses/{course}/ 200 →/courses/{course}/ 200"),
    get("/courses/{course}/{module}/unknown/", "login 404 404 404 404 404"),
    get("/my/", "login 200 200 200 200 200"),
    get("/my/learning/token/", "200"),
    get("/my/learning/{key}/answer/", "405"),
    post("/my/learning/{key}/answer/", "login 422 409 409 409 409", block="b1"),
    post("/my/learning/{key}/keep/", "login 422 409 409 409 409", block="b1"),
    post("/my/learning/{key}/tick/", "login →/courses/{course}/{module}/{lesson}/#block-b1 409 409 409 409", block="b1", item="i1", ticked="true"),
    post("/my/learning/{key}/place/", "login →/courses/{course}/{module}/{lesson}/#block-b1 409 409 409 409", block="b1"),
    post("/my/learning/{key}/finish/", "login 422 409 409 409 409"),
    get("/my/learning/{key}/keep/", "405"),
    get("/my/learning/{key}/tick/", "405"),
    get("/my/learning/{key}/place/", "405"),
    get("/my/learning/{key}/finish/", "405"),
    get("/my/portfolio/", "login 200 200 200 200 200"),
    get("/my/portfolio/portfolio.txt", "login 200 200 200 200 200"),
    get("/my/certificates/", "login 200 200 200 200 200"),
    get("/my/certificates/{enrolment}/status/", "login →/my/certificates/ 404 404 404 404"),
    get("/certificates/", "200"),
    get("/certificates/{number}/", "→/certificates/{shown}/"),
    post("/certificates/{number}/", "→/certificates/{shown}/"),
    get("/certificates/0000-0000-0000-0/", "404"),
    get("/certificates/{number}.pdf", "login 200 404 404 404 404"),
    get("/_util/authenticate_with_password/1/1/", "404"),
    get("/_util/login/", "login →/admin/ →/admin/ →/admin/ →/admin/ →/admin/"),
    get("/no-such-page/", "404"),
    get("/certificates/{shown}/", "200"),
    post("/certificates/{shown}/", "422"),
    get("/documents/1234567890123456789012/form.pdf", "404"),
]

ADMIN = [
    admin("", "", "login 403 403 200 200 200"),
    admin("account", "account/", "login 403 403 200 200 200"),
    admin("api", "api/main/pages/", "login 403 403 200 200 200"),
    admin("block-preview", "block-preview/", "login 403 403 404 404 404"),
    admin("certificates", "certificates/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("choose-anchor-link", "choose-anchor-link/", "login 403 403 200 200 200"),
    admin("choose-email-link", "choose-email-link/", "login 403 403 200 200 200"),
    admin("choose-external-link", "choose-external-link/", "login 403 403 200 200 200"),
    admin("choose-page", "choose-page/", "login 403 403 200 200 200"),
    admin("choose-phone-link", "choose-phone-link/", "login 403 403 200 200 200"),
    admin("collections", "collections/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("collections", "collections/add/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("dismissibles", "dismissibles/", "login 403 403 200 200 200"),
    admin("documents", "documents/", "login 403 403 200 200 200"),
    admin("documents", "documents/add/", "login 403 403 200 200 200"),
    admin("documents", "documents/chooser/", "login 403 403 200 200 200"),
    admin("embeds", "embeds/chooser/", "login 403 403 200 200 200"),
    admin("groups", "groups/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("groups", "groups/new/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("images", "images/", "login 403 403 200 200 200"),
    admin("images", "images/add/", "login 403 403 200 200 200"),
    admin("images", "images/chooser/", "login 403 403 200 200 200"),
    admin("jobs", "jobs/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("jsi18n", "jsi18n/", "200 403 403 200 200 200"),
    admin("login", "login/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("logout", "logout/", "login 403 403 405 405 405"),
    admin("pages", "pages/", "login 403 403 200 200 200"),
    admin("password_reset", "password_reset/", "404 403 403 404 404 404"),
    admin("record", "record/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("redirects", "redirects/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("redirects", "redirects/add/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("reports", "reports/locked/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("reports", "reports/site-history/", "login 403 403 200 200 200"),
    admin("reports", "reports/workflow/", "login 403 403 200 200 200"),
    admin("sites", "sites/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("sites", "sites/new/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("snippets", "snippets/", "login 403 403 →/admin/ →/admin/ →/admin/"),
    admin("sprite", "sprite/", "200 403 403 200 200 200"),
    admin("still-here", "still-here/", "login 403 403 200 200 200"),
    admin("tag-autocomplete", "tag-autocomplete/", "login 403 403 200 200 200"),
    admin("test404", "test404/", "login 403 403 200 200 200"),
    admin("users", "users/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("users", "users/new/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("workflows", "workflows/add/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("workflows", "workflows/list/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("workflows", "workflows/tasks/index/", "login 403 403 →/admin/ →/admin/ 200"),
    admin("failwhale", "failwhale/", "login 403 403 500 500 500"),
    admin("pages", "pages/{page}/edit/", "X"),
    admin("pages", "pages/{page}/delete/", "X"),
    admin("pages", "pages/{page}/unpublish/", "X"),
    admin("pages", "pages/{page}/history/", "X"),
    admin("pages", "pages/{root}/", "X"),
    admin("bulk", "bulk/wagtailcore/page/delete/?id={page}", "X"),
    admin("editing-sessions", "editing-sessions/ping/courses/coursepage/{page}/1/", "X", method="POST"),
    admin("settings", "settings/pages/sitesettings/1/", "X"),
    admin("documents", "documents/edit/{document}/", "X"),
    admin("jobs", "jobs/1/again/", "X", method="POST"),
]
