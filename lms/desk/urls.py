from django.urls import path

from lms.desk import views

app_name = "desk"
urlpatterns = [path("", views.my, name="my")]
