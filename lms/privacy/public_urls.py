"""Addresses of privacy for everybody, under /privacy/."""

from django.urls import path

from lms.privacy import views

app_name = "privacy_public"

urlpatterns = [
    path("data/", views.notice, name="notice"),
    path("retention/", views.retention, name="retention"),
    path("receipts/<str:number>/", views.receipt, name="receipt"),
]
