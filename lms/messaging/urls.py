"""Addresses of messaging."""

from django.urls import URLPattern, path

from lms.messaging import bounces_views, mailbox_views

app_name = "messaging"

urlpatterns: list[URLPattern] = [
    path("mail-events/<str:provider>/", bounces_views.mail_events, name="mail_events"),
    path("mail/", mailbox_views.letters, name="letters"),
    path("mail/<str:file>/<int:place>/", mailbox_views.letter, name="letter"),
    path("mail/<str:file>/<int:place>/html/", mailbox_views.letter_html, name="letter_html"),
]
