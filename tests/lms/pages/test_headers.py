import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from lms.headers import HeadersMiddleware
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
