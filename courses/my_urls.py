"""What a learner sends from a lesson, and what they kept; under ``/my/``."""

from django.urls import path

from courses.assessment.views import answer
from courses.assessment.work import views as work
from courses.learning import portfolio, writes

app_name = "learning"
urlpatterns = [
    path("learning/token/", writes.token, name="token"),
    path("learning/<uuid:lesson>/answer/", answer, name="answer"),
    path("learning/<uuid:lesson>/keep/", writes.keep, name="keep"),
    path("learning/<uuid:lesson>/tick/", writes.tick, name="tick"),
    path("learning/<uuid:lesson>/place/", writes.place, name="place"),
    path("learning/<uuid:lesson>/finish/", writes.finish, name="finish"),
    path("learning/<uuid:lesson>/work/", work.write, name="work"),
    path("reviews/", work.reviews, name="reviews"),
    path("reviews/<uuid:work>/", work.review, name="review"),
    path("work/<uuid:version>/file/", work.file, name="work_file"),
    path("portfolio/", portfolio.show, name="portfolio"),
    path("portfolio/pack/", portfolio.ask, name="portfolio_ask"),
    path("portfolio/portfolio.txt", portfolio.download, name="portfolio_text"),
]
