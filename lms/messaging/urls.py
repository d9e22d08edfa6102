"""Addresses of messaging."""

from django.urls import URLPattern, path

from lms.messaging import mailbox_views

app_name = "messaging"

urlpatterns: list[URLPattern] = [
    path("mail/", mailbox_views.letters, name="letters"),
    path("mail/<str:file>/<int:place>/", mailbox_views.letter, name="letter"),
    path("mail/<str:file>/<int:place>/html/", mailbox_views.letter_html, name="letter_html"),
]
