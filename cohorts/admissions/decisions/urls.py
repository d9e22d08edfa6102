"""Reviewing and deciding, under ``/cohorts/<cohort>/``; and the decision about oneself, under ``/my/``."""

from django.urls import path

from cohorts.admissions.decisions import board_views, my_views, review_views, views

_FILE = "review/<uuid:application>/"
_MY_REVIEW = "review/mine/<uuid:review>/"
_MINE = "decision/<uuid:application>/"

under_cohort = [
    path("review/", board_views.board, name="board"),
    path("review/reviewers/", board_views.reviewers, name="reviewers"),
    path("review/reviewers/<uuid:person>/end/", board_views.remove_reviewer, name="end_reviewer"),
    path("review/share/", board_views.share, name="share_reviews"),
    path("review/mine/", review_views.reviews, name="reviews"),
    path(_MY_REVIEW, review_views.review, name="review"),
    path(_MY_REVIEW + "conflict/", review_views.conflict, name="conflict"),
    path(_FILE, board_views.dossier, name="dossier"),
    path(_FILE + "ask/", board_views.ask, name="ask_applicant"),
    path(_FILE + "findings/<uuid:finding>/", board_views.settle, name="settle_finding"),
    path(_FILE + "decide/", views.decide, name="decide"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/prepare/", views.prepare, name="prepare_decisions"),
    path("decisions/check/", views.check, name="check_decisions"),
    path("decisions/publish/", views.publish, name="publish_decisions"),
    path("decisions/stop/", views.stop, name="stop_decisions"),
    path("decisions/appeals/", views.appeals, name="appeals"),
    path("decisions/appeals/<uuid:appeal>/", views.appeal, name="appeal"),
    path("decisions/<uuid:decision>/back/", views.back, name="send_back"),
]

mine = [
    path(_MINE, my_views.decision, name="decision"),
    path(_MINE + "accept/", my_views.accept, name="accept_offer"),
    path(_MINE + "decline/", my_views.decline, name="decline_offer"),
    path(_MINE + "leave-list/", my_views.leave_list, name="leave_waiting_list"),
    path(_MINE + "findings/<uuid:finding>/", my_views.reply, name="reply_to_finding"),
    path(_MINE + "appeal/", my_views.appeal, name="ask_for_another_look"),
]
