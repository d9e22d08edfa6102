import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from lms.headers import HeadersMiddleware, PolicyMiddleware
from tests.factories.accounts import UserFactory
from tests.factories.pages import home_page

pytestmark = pytest.mark.django_db

SITE_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "https://www.youtube-nocookie.com https://player.vimeo.com",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
ADMIN_POLICY = {
    **SITE_POLICY,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "https://www.youtube-nocookie.com https://player.vimeo.com 'self'",
}


def policy(response):
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("path", ["/help/", "/nowhere/", "/administrator/"])
def test_pages_of_the_site_have_the_strict_policy(client, path):
    assert policy(client.get(path)) == SITE_POLICY


def test_admin_alone_has_the_looser_policy(admin_client):
    assert policy(admin_client.get("/admin/")) == ADMIN_POLICY


def test_policies_of_site_and_admin_do_not_mix_in_one_process(client, admin_client):
    """The site's is kept after its first use; the admin's is never taken for it, nor it for the admin's."""
    for _ in range(2):
        assert policy(client.get("/help/")) == SITE_POLICY
        assert policy(admin_client.get("/admin/")) == ADMIN_POLICY
        assert policy(admin_client.get("/help/")) == SITE_POLICY


def test_answer_with_a_policy_of_its_own_keeps_it(rf):
    def answers(**own):
        response = HttpResponse()
        vars(response).update(own)
        return PolicyMiddleware(lambda request: response)

    usual = PolicyMiddleware(lambda request: HttpResponse())
    assert policy(usual(rf.get("/"))) == policy(usual(rf.get("/"))) == SITE_POLICY
    assert policy(answers(_csp_replace={"img-src": ["https://example.org"]})(rf.get("/"))) == {
        **SITE_POLICY,
        "img-src": "https://example.org",
    }
    assert "Content-Security-Policy" not in answers(_csp_exempt=True)(rf.get("/")).headers


def test_nonce_is_in_the_policy_of_its_own_answer_alone(rf):
    def with_nonce(request):
        return HttpResponse(str(request.csp_nonce))

    middleware = PolicyMiddleware(lambda request: HttpResponse())
    middleware(rf.get("/"))  # the usual policy is kept from here on
    middleware.get_response = with_nonce
    answers = [middleware(rf.get("/")) for _ in range(2)]
    middleware.get_response = lambda request: HttpResponse()

    for response in answers:
        assert "_csp_nonce" not in vars(response)
    assert policy(middleware(rf.get("/"))) == SITE_POLICY


def test_every_answer_says_what_else_it_allows(client):
    headers = client.get("/help/").headers

    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
    )


def test_page_made_for_a_person_is_kept_by_no_cache(client):
    home_page()
    assert "Cache-Control" not in client.get("/").headers

    client.force_login(UserFactory())
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("signed_in", [False, True])
def test_answer_that_says_how_long_it_may_be_kept_is_left_alone(signed_in):
    request = RequestFactory().get("/theme.css")
    request.user = UserFactory() if signed_in else AnonymousUser()
    answer = HttpResponse(headers={"Cache-Control": "public, max-age=60"})

    assert HeadersMiddleware(lambda _: answer)(request).headers["Cache-Control"] == "public, max-age=60"
