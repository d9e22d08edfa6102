"""The site's addresses, and one bare view before them."""

from django.urls import include, path

from lms.urls import handler400, handler403, handler404, handler500  # noqa: F401
from tests.bench.site.views import bare

urlpatterns = [path("bench/template/", bare), path("", include("lms.urls"))]
