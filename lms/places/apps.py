from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "lms.places"
    label = "places"
    verbose_name = "Places"
