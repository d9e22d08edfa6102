"""Addresses of messaging."""

from django.urls import URLPattern, path

from lms.messaging import bounces_views, mailbox_views, notice_views

app_name = "messaging"

urlpatterns: list[URLPattern] = [
    path("notices/", notice_views.notices, name="notices"),
    path("notices/read/", notice_views.read_all, name="read_notices"),
    path("notices/settings/", notice_views.notice_settings, name="notice_settings"),
    path("notices/stop/<str:token>/", notice_views.stop_notices, name="stop_notices"),
    path("notices/<uuid:uid>/", notice_views.notice, name="notice"),
    path("notices/<uuid:uid>/open/", notice_views.open_notice, name="open_notice"),
    path("mail-events/<str:provider>/", bounces_views.mail_events, name="mail_events"),
    path("mail/", mailbox_views.letters, name="letters"),
    path("mail/<str:file>/<int:place>/", mailbox_views.letter, name="letter"),
    path("mail/<str:file>/<int:place>/html/", mailbox_views.letter_html, name="letter_html"),
]
