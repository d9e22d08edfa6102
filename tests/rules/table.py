"""The table: every address of the site, each method that it knows, each role, and what happens.

Columns: anonymous, learner (on the course, holds the certificate), other (a learner
who holds nothing), editor, organiser, administrator, safeguarding lead; the last four
with a second factor. One word where all columns agree; ``200×6`` is six columns of 200.
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
        words: list[str] = []
        for part in self.words.split():
            word, _sign, count = part.partition("×")
            words += [word.format(**world.names)] * int(count or 1)
        return dict(zip(ROLES, words * len(ROLES) if len(words) == 1 else words, strict=True))


def get(address: str, words: str) -> Row:
    return Row("GET", address, words)


def post(address: str, words: str, **data: str) -> Row:
    return Row("POST", address, words, tuple(data.items()))


def admin(section: str, address: str, words: str, method: str = "GET") -> Row:
    return Row(method, f"/admin/{address}", words, section=section)


SITE = [
    get("/", "200"),
    get("/account/", "login 200×6"),
    get("/account/profile/", "login 200×6"),
    get("/account/access/", "login 200×6"),
    get("/account/language/", "405"),
    get("/account/mail-events/postmark/", "404"),
    post("/account/mail-events/postmark/", "404"),
    get("/account/notices/", "login 200×6"),
    get("/account/notices/read/", "405"),
    post("/account/notices/read/", "login →/account/notices/×6"),
    get("/account/notices/settings/", "login 200×6"),
    post("/account/notices/settings/", "login 200×6"),
    get("/account/notices/stop/nonsense/", "410"),
    post("/account/notices/stop/nonsense/", "410"),
    get("/account/notices/{nowhere}/", "login 404×6"),
    get("/account/notices/{nowhere}/open/", "405"),
    post("/account/notices/{nowhere}/open/", "login 404×6"),
    get("/account/mail/", "404"),
    get("/account/mail/20260101-000000-1.log/0/", "404"),
    get("/account/mail/20260101-000000-1.log/0/html/", "404"),
    post("/account/language/", "→/", language="cy"),
    get("/account/second-factor/", "login →/my/×6"),
    get("/account/demo/", "405"),
    post("/account/demo/", "404", person="trainee@example.org"),
    get("/account/signup/confirm/nonsense/", "410"),
    get("/account/sessions/", "login 200×6"),
    get("/account/sessions/00000000-0000-4000-8000-000000000000/end/", "405"),
    post("/account/sessions/00000000-0000-4000-8000-000000000000/end/", "login 404×6"),
    get("/account/sessions/end-others/", "405"),
    post("/account/sessions/end-others/", "login →/account/sessions/×6"),
    get("/account/sessions/end-all/", "405"),
    post("/account/sessions/end-all/", "login"),
    get("/account/sessions/end/nonsense/", "410"),
    post("/account/sessions/end/nonsense/", "410"),
    get("/account/confirm/", "login →/my/×6"),
    post("/account/confirm/", "login →/my/×6", send="1"),
    get("/account/address/undo/nonsense/", "410"),
    get("/account/invitation/nonsense/", "410"),
    post("/account/invitation/nonsense/", "410"),
    post("/account/address/undo/nonsense/", "410"),
    get("/account/login/", "200 →/my/×6"),
    post("/account/login/", "200 →/my/×6", login="nobody", password="nothing"),
    get("/account/login/code/", "200 →/my/×6"),
    get("/account/login/code/confirm/", "→/account/login/code/ →/my/×6"),
    get("/account/signup/", "200 →/my/×6"),
    get("/account/confirm-email/", "200"),
    get("/account/confirm-email/nonsense/", "200"),
    get("/account/password/reset/", "200"),
    get("/account/password/reset/done/", "200"),
    get("/account/password/reset/key/1-nonsense/", "200"),
    get("/account/password/reset/key/done/", "200"),
    get("/account/password/change/", "login 200×6"),
    get(
        "/account/password/set/",
        "login →/account/password/change/×6",
    ),
    get("/account/logout/", "→/ 200×6"),
    post("/account/logout/", "→/"),
    get("/account/inactive/", "200"),
    get("/account/reauthenticate/", "login 200×6"),
    get("/account/email/", "login 200×6"),
    get("/account/2fa/", "login 200×6"),
    get("/account/2fa/authenticate/", "login →/my/×6"),
    get(
        "/account/2fa/reauthenticate/",
        "login →/account/reauthenticate/×6",
    ),
    get("/account/2fa/totp/activate/", "login 200×6"),
    get("/account/2fa/totp/deactivate/", "login 404×6"),
    get("/account/2fa/recovery-codes/", "login 404×6"),
    get("/account/2fa/recovery-codes/generate/", "login 200×6"),
    get("/account/2fa/recovery-codes/download/", "login 404×6"),
    get("/account/2fa/webauthn/", "login 200×6"),
    get("/account/2fa/webauthn/add/", "login 200×6"),
    get("/account/2fa/webauthn/login/", "login →/my/×6"),
    get(
        "/account/2fa/webauthn/reauthenticate/",
        "login →/account/reauthenticate/×6",
    ),
    get("/account/2fa/webauthn/keys/1/remove/", "login 404×6"),
    get("/account/2fa/webauthn/keys/1/edit/", "login 404×6"),
    get("/places/councils/", "200"),
    get("/updates/", "200"),
    get("/updates/sent/", "200"),
    get("/updates/confirm/nonsense/", "410"),
    get("/updates/preferences/nonsense/", "410"),
    get("/updates/preferences/nonsense/erase/", "410"),
    get("/updates/erased/", "200"),
    get("/updates/one-click/nonsense/", "410"),
    post("/updates/one-click/nonsense/", "410"),
    get("/account/updates/", "login 200×6"),
    get("/account/data/", "login 200×6"),
    get("/account/data/copy/", "405"),
    post("/account/data/copy/", "login →/account/data/×6"),
    get("/account/data/copy/status/", "login →/account/data/×6"),
    get("/account/data/copy/{nowhere}/", "login 404×6"),
    get("/account/data/erase/", "login 200×6"),
    post("/account/data/erase/", "login 200×6"),
    get("/account/data/erase/cancel/", "405"),
    post("/account/data/erase/cancel/", "login →/account/data/×6"),
    get("/account/data/keep/nonsense/", "410"),
    get("/privacy/data/", "200"),
    get("/privacy/retention/", "200"),
    get("/privacy/receipts/0000-0000-0000-0000/", "404"),
    get("/help/", "200"),
    get("/reading/", "200"),
    post("/reading/", "→/reading/", size="3"),
    post("/reading/", "422", size="99"),
    get("/theme.css", "200"),
    get("/media/{picture}", "200"),
    get("/media/../private/x", "404"),
    get("/documents/{document}/{filename}", "404×3 200 404 200 404"),
    get("/documents/authenticate_with_password/1/", "404"),
    get("/courses/", "200"),
    get("/courses/{course}/", "200"),
    get("/courses/unknown/", "404"),
    get("/courses/{course}/join/", "→/courses/{course}/"),
    post(
        "/courses/{course}/join/",
        "login →/courses/{course}/{module}/{lesson}/×6",
    ),
    get(
        "/courses/{course}/leave/",
        "login 200 →/courses/{course}/×5",
    ),
    post(
        "/courses/{course}/leave/",
        "login →/courses/{course}/×6",
    ),
    get(
        "/courses/{course}/{module}/{lesson}/",
        "login 200 →/courses/{course}/ 200 →/courses/{course}/ 200 →/courses/{course}/",
    ),
    get("/courses/{course}/{module}/unknown/", "login 404×6"),
    get("/my/", "login 200×6"),
    get("/my/learning/token/", "200"),
    get("/my/learning/{key}/answer/", "405"),
    post("/my/learning/{key}/answer/", "login 422 409×5", block="b1"),
    post("/my/learning/{key}/keep/", "login 422 409×5", block="b1"),
    post(
        "/my/learning/{key}/tick/",
        "login →/courses/{course}/{module}/{lesson}/#block-b1 409×5",
        block="b1",
        item="i1",
        ticked="true",
    ),
    post(
        "/my/learning/{key}/place/",
        "login →/courses/{course}/{module}/{lesson}/#block-b1 409×5",
        block="b1",
    ),
    post("/my/learning/{key}/finish/", "login 422 409×5"),
    get("/my/learning/{key}/keep/", "405"),
    get("/my/learning/{key}/tick/", "405"),
    get("/my/learning/{key}/place/", "405"),
    get("/my/learning/{key}/finish/", "405"),
    get("/my/portfolio/", "login 200×6"),
    get("/my/portfolio/portfolio.txt", "login 200×6"),
    get("/my/certificates/", "login 200×6"),
    get("/my/certificates/{enrolment}/status/", "login →/my/certificates/ 404×5"),
    get("/my/certificates/{certificate}/replace/", "login →/my/certificates/ 404×5"),
    post("/my/certificates/{certificate}/replace/", "login →/my/certificates/ 404×5", name="Nadia Ahmed"),
    get("/my/certificates/{certificate}/hide/", "login 405×6"),
    post("/my/certificates/{certificate}/hide/", "login →/my/certificates/ 404×5"),
    get("/my/certificates/{certificate}/show/", "login 405×6"),
    post("/my/certificates/{certificate}/show/", "login →/my/certificates/ 404×5"),
    get("/certificates/", "200"),
    get("/certificates/{number}/", "→/certificates/{shown}/"),
    post("/certificates/{number}/", "→/certificates/{shown}/"),
    get("/certificates/0000-0000-0000-0/", "404"),
    get("/certificates/{number}.pdf", "login 200 404×5"),
    get("/_util/authenticate_with_password/1/1/", "404"),
    get("/_util/login/", "login →/admin/×6"),
    get("/no-such-page/", "404"),
    get("/certificates/{shown}/", "200"),
    post("/certificates/{shown}/", "422"),
    get("/documents/1234567890123456789012/form.pdf", "404"),
]

ADMIN = [
    admin("", "", "login 403 403 200×4"),
    admin("account", "account/", "login 403 403 200×4"),
    admin("account-safety", "account-safety/", "login 403 403 →/admin/ →/admin/ 200 200"),
    admin("account-safety", "account-safety/results/", "login 403 403 →/admin/ →/admin/ 200 200"),
    admin("account-safety", "account-safety/{person}/", "login 403 403 →/admin/ →/admin/ 200 200"),
    admin(
        "account-safety", "account-safety/{person}/recover/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"
    ),
    admin(
        "account-safety",
        "account-safety/recovery/{recovery}/",
        "login 403 403 →/admin/ →/admin/ 200 →/admin/",
    ),
    admin(
        "account-safety",
        "account-safety/recovery/{recovery}/confirm/",
        "login 403 403 →/admin/ →/admin/ →/admin/account-safety/recovery/{recovery}/ →/admin/",
        method="POST",
    ),
    admin(
        "account-safety",
        "account-safety/recovery/{recovery}/withdraw/",
        "login 403 403 →/admin/ →/admin/ →/admin/account-safety/recovery/{recovery}/ →/admin/",
        method="POST",
    ),
    admin("account-safety", "account-safety/{person}/freeze/", "login 403 403 →/admin/ →/admin/ 200 200"),
    admin(
        "account-safety",
        "account-safety/{person}/unfreeze/",
        "login 403 403 →/admin/ →/admin/ →/admin/account-safety/{person}/ →/admin/account-safety/{person}/",
    ),
    admin("account-safety", "account-safety/{person}/died/", "login 403 403 →/admin/ →/admin/ 200 200"),
    admin(
        "account-safety",
        "account-safety/{person}/not-died/",
        "login 403 403 →/admin/ →/admin/ →/admin/account-safety/{person}/ →/admin/account-safety/{person}/",
    ),
    admin("api", "api/main/pages/", "login 403 403 200×4"),
    admin("block-preview", "block-preview/", "login 403 403 404×4"),
    admin("certificates", "certificates/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("certificates", "certificates/{row}/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("certificates", "certificates/{former}/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("certificates", "certificates/{row}/correct/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("certificates", "certificates/{row}/revoke/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("certificates", "certificates/{row}/file/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin(
        "certificates",
        "certificates/{row}/again/",
        "login 403 403 →/admin/ →/admin/ →/admin/certificates/{row}/ →/admin/",
        method="POST",
    ),
    admin("choose-anchor-link", "choose-anchor-link/", "login 403 403 200×4"),
    admin("choose-email-link", "choose-email-link/", "login 403 403 200×4"),
    admin("choose-external-link", "choose-external-link/", "login 403 403 200×4"),
    admin("choose-page", "choose-page/", "login 403 403 200×4"),
    admin("choose-phone-link", "choose-phone-link/", "login 403 403 200×4"),
    admin("collections", "collections/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("collections", "collections/add/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("dismissibles", "dismissibles/", "login 403 403 200×4"),
    admin("documents", "documents/", "login 403 403 200×3 →/admin/"),
    admin("documents", "documents/add/", "login 403 403 200×3 →/admin/"),
    admin("documents", "documents/chooser/", "login 403 403 200×4"),
    admin("embeds", "embeds/chooser/", "login 403 403 200×4"),
    admin("groups", "groups/", "login 403 403 →/admin/×4"),
    admin("groups", "groups/new/", "login 403 403 →/admin/×4"),
    admin("images", "images/", "login 403 403 200×3 →/admin/"),
    admin("images", "images/add/", "login 403 403 200×3 →/admin/"),
    admin("images", "images/chooser/", "login 403 403 200×4"),
    admin("invitations", "invitations/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("invitations", "invitations/results/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("invitations", "invitations/new/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("invitations", "invitations/files/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("invitations", "invitations/files/{batch}/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin(
        "invitations", "invitations/files/{batch}/report.csv", "login 403 403 →/admin/ →/admin/ 200 →/admin/"
    ),
    admin(
        "invitations",
        "invitations/files/{batch}/send/",
        "login 403 403 →/admin/ →/admin/ →/admin/invitations/files/{batch}/ →/admin/",
        method="POST",
    ),
    admin("invitations", "invitations/{invitation}/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin(
        "invitations",
        "invitations/{invitation}/resend/",
        "login 403 403 →/admin/ →/admin/ →/admin/invitations/{invitation}/ →/admin/",
        method="POST",
    ),
    admin(
        "invitations",
        "invitations/{invitation}/withdraw/",
        "login 403 403 →/admin/ →/admin/ →/admin/invitations/{invitation}/ →/admin/",
        method="POST",
    ),
    admin("jobs", "jobs/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("jsi18n", "jsi18n/", "200 403 403 200×4"),
    admin("letters", "letters/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("letters", "letters/new/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("login", "login/", "login 403 403 →/admin/×4"),
    admin("logout", "logout/", "login 403 403 405×4"),
    admin("phone-round", "phone-round/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("unsent-letters", "unsent-letters/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("no-letters", "no-letters/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("pages", "pages/", "login 403 403 200×3 →/admin/"),
    admin("password_reset", "password_reset/", "404 403 403 404×4"),
    admin("updates", "updates/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("updates", "updates/words/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("updates", "updates/words/email/cy/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("consent-ledger", "consent-ledger/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("consent-ledger", "consent-ledger/export/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("councils", "councils/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("councils", "councils/results/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("councils", "councils/{person}/", "login 403 403 →/admin/ 404 404 →/admin/"),
    admin("councils", "councils/{person}/", "login 403 403 →/admin/ 404 404 →/admin/", method="POST"),
    admin("places", "places/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("places", "places/add/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("places", "places/1/", "login 403 403 →/admin/ →/admin/ 404 →/admin/"),
    admin("places", "places/1/apply/", "login 403 403 →/admin/ →/admin/ 404 →/admin/", method="POST"),
    admin("privacy", "privacy/", "login 403 403 →/admin/ 200×3"),
    admin("privacy", "privacy/retention/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("privacy", "privacy/people/{who}/", "login 403 403 →/admin/ →/admin/ 200 200"),
    admin(
        "privacy",
        "privacy/people/{who}/copy/",
        "login 403 403 →/admin/ →/admin/ →/admin/privacy/people/{who}/ →/admin/",
        method="POST",
    ),
    admin(
        "privacy",
        "privacy/people/{who}/decide/",
        "login 403 403 →/admin/ →/admin/ →/admin/privacy/people/{who}/ →/admin/",
        method="POST",
    ),
    admin(
        "privacy",
        "privacy/people/{who}/delay/{nowhere}/",
        "login 403 403 →/admin/ →/admin/ 404 404",
        method="POST",
    ),
    admin("record", "record/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("record", "record/results/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("record", "record/export.csv", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("redirects", "redirects/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("redirects", "redirects/add/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("reports", "reports/locked/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("reports", "reports/needs-checking/", "login 403 403 200×3 →/admin/"),
    admin("reports", "reports/needs-checking/results/", "login 403 403 200×3 →/admin/"),
    admin("reports", "reports/site-history/", "login 403 403 200×4"),
    admin("reports", "reports/workflow/", "login 403 403 200×3 →/admin/"),
    admin("sites", "sites/", "login 403 403 →/admin/×4"),
    admin("sites", "sites/new/", "login 403 403 →/admin/×4"),
    admin("snippets", "snippets/", "login 403 403 →/admin/×4"),
    admin("sprite", "sprite/", "200 403 403 200×4"),
    admin("still-here", "still-here/", "login 403 403 200×4"),
    admin("tag-autocomplete", "tag-autocomplete/", "login 403 403 200×4"),
    admin("test404", "test404/", "login 403 403 200×4"),
    admin("translation", "translation/submit/page/{page}/", "login 403 403 200 →/admin/ 200 →/admin/"),
    admin("users", "users/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("users", "users/new/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("words", "words/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("words", "words/consent.confirm/en-gb/", "login 403 403 →/admin/ 200 200 →/admin/"),
    admin("workflows", "workflows/add/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("workflows", "workflows/list/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("workflows", "workflows/tasks/index/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("failwhale", "failwhale/", "login 403 403 500×4"),
    admin("pages", "pages/{page}/edit/", "login 403 403 200×3 →/admin/"),
    admin("pages", "pages/{page}/delete/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("pages", "pages/{page}/unpublish/", "login 403 403 200 →/admin/ 200 →/admin/"),
    admin("pages", "pages/{page}/history/", "login 403 403 200×3 →/admin/"),
    admin("pages", "pages/{root}/", "login 403 403 200×3 →/admin/"),
    admin("bulk", "bulk/wagtailcore/page/delete/?id={page}", "login 403 403 200×4"),
    admin(
        "editing-sessions",
        "editing-sessions/ping/courses/coursepage/{page}/1/",
        "login 403 403 200×3 404",
        method="POST",
    ),
    admin("sees", "sees/{person}/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("sees", "sees/{person}/former-names/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin("sent-to", "sent-to/", "login 403 403 →/admin/ 200×3"),
    admin(
        "settings", "settings/pages/sitesettings/{settings}/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"
    ),
    admin("documents", "documents/edit/{document}/", "login 403 403 200 →/admin/ 200 →/admin/"),
    admin("jobs", "jobs/{job}/", "login 403 403 →/admin/ →/admin/ 200 →/admin/"),
    admin(
        "jobs",
        "jobs/{job}/again/",
        "login 403 403 →/admin/ →/admin/ →/admin/jobs/{job}/ →/admin/",
        method="POST",
    ),
]
