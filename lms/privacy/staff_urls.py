"""Addresses of privacy in Wagtail's admin."""

from django.urls import path, re_path

from lms.privacy import staff_views

app_name = "privacy_staff"

urlpatterns = [
    path("", staff_views.index, name="index"),
    path("retention/", staff_views.retention, name="retention"),
    path("people/<uuid:person>/", staff_views.person, name="person"),
    path("people/<uuid:person>/decide/", staff_views.decide_item, name="decide"),
    path("people/<uuid:person>/delay/<uuid:event>/", staff_views.delay, name="delay"),
    re_path(
        r"^people/(?P<person>[0-9a-f-]{36})/(?P<deed>copy|erase|keep)/$",
        staff_views.act_for_the_dead,
        name="act_for_the_dead",
    ),
]
