"""Addresses of certificates: the public ones, and one's own."""

from django.urls import path

from courses.certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificates/", views.search, name="search"),
    path("certificates/<str:number>.pdf", views.pdf, name="pdf"),
    path("certificates/<str:number>/", views.verify, name="verify"),
    path("my/certificates/", views.certificate_list, name="list"),
    path("my/certificates/<uuid:earned>/status/", views.status, name="status"),
    path("my/certificates/<uuid:certificate>/replace/", views.replace, name="replace"),
    path("my/certificates/<uuid:certificate>/hide/", views.hide, name="hide"),
    path("my/certificates/<uuid:certificate>/show/", views.show, name="show"),
]
