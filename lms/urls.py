"""Every address of the site, in the order in which they are tried."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.accounts.views import admin_sign_in
from lms.pages.views import page

# Wagtail's own addresses, but its pages are served in the language of the visitor.
wagtail_others = [pattern for pattern in wagtail_urls.urlpatterns if pattern.name != "wagtail_serve"]

urlpatterns = [
    path("my/", include("courses.my_urls")),  # first: what a lesson sends while it is read
    path("account/", include("lms.consent.account_urls")),
    path("account/", include("lms.privacy.urls")),
    path("account/", include("lms.messaging.urls")),
    path("places/", include("lms.places.urls")),
    path("account/", include("lms.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("admin/login/", admin_sign_in, name="admin_sign_in"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("lms.pages.urls")),  # its documents stand in for Wagtail’s
    path("documents/", include(wagtaildocs_urls)),
    path("updates/", include("lms.consent.urls")),
    path("privacy/", include("lms.privacy.public_urls")),
    path("", include("courses.certificates.urls")),
    path("courses/", include("courses.urls")),
    path("cohorts/", include("cohorts.urls")),
    path("my/", include("cohorts.my_urls")),
    path("programmes/", include("cohorts.programme_urls")),
    path("my/", include("lms.desk.urls")),
    path("_util/login/", admin_sign_in),  # Wagtail’s own form would be a second door
    path("", include(wagtail_others)),
    re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve"),
]

handler400 = "lms.pages.views.bad_request"
handler403 = "lms.pages.views.forbidden"
handler404 = "lms.pages.views.not_found"
handler500 = "lms.pages.views.server_error"
