"""One's own cohorts, under ``/my/``. Each room adds the addresses it serves."""

from django.urls import URLPattern, URLResolver

from cohorts.admissions.applications import urls as applications
from cohorts.admissions.decisions import urls as decisions
from cohorts.evaluation import urls as evaluation
from cohorts.following import urls as following
from cohorts.pathway import urls as pathway
from cohorts.programmes import urls as programmes
from cohorts.sessions import urls as sessions

app_name = "my_cohorts"
urlpatterns: list[URLPattern | URLResolver] = [
    *programmes.mine,
    *applications.mine,
    *decisions.mine,
    *sessions.mine,
    *evaluation.mine,
    *pathway.mine,
    *following.mine,
]
