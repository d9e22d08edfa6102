"""Addresses of the site's own pages that no editor writes."""

from django.urls import path, re_path

from lms.pages import reading_views, views

app_name = "pages"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("reading/", reading_views.reading, name="reading"),
    path("theme.css", views.theme, name="theme"),
    re_path(r"^documents/(?P<key>\d{1,18})/(?P<filename>.+)$", views.document, name="document"),
    re_path(r"^media/(?P<path>.+)$", views.media, name="media"),
]
