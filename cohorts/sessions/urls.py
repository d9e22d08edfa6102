"""Sessions of one cohort, under ``/cohorts/<cohort>/``, and one’s own, under ``/my/``."""

from django.urls import path, re_path

from cohorts.sessions import feeds, my_views, night_views, several_views, views

under_cohort = [
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/new/", views.plan_session, name="plan_session"),
    path("sessions/pattern/", views.plan_pattern, name="plan_pattern"),
    path("sessions/change/", several_views.change_sessions, name="change_sessions"),
    re_path(r"^sessions/attendance\.(?P<kind>csv|xlsx)$", views.attendance_file, name="attendance_file"),
    path("sessions/<uuid:session>/", views.session, name="session"),
    path("sessions/<uuid:session>/edit/", views.edit_session, name="edit_session"),
    path("sessions/<uuid:session>/move/", views.move_session, name="move_session"),
    path("sessions/<uuid:session>/cancel/", views.cancel_session, name="cancel_session"),
    path("sessions/<uuid:session>/recording/", views.recording_form, name="session_recording"),
    path("sessions/<uuid:session>/recording/delete/", views.drop_recording, name="drop_recording"),
    path("sessions/<uuid:session>/prior/<uuid:place>/", views.recognise_prior, name="recognise_prior"),
    path("sessions/<uuid:session>/night/", night_views.night, name="night"),
    path("sessions/<uuid:session>/night/register/", night_views.mark, name="mark"),
    path("sessions/<uuid:session>/night/code/", night_views.code, name="session_code"),
    path("sessions/<uuid:session>/night/missing/", night_views.ask_missing, name="ask_missing"),
    path("sessions/<uuid:session>/night/finish/", night_views.finish, name="finish_register"),
    path("sessions/<uuid:session>/report/", night_views.report, name="report"),
    path("sessions/<uuid:session>/report/<uuid:report>/", night_views.review_report, name="review_report"),
    path("sessions/<uuid:session>/report/<uuid:report>/drop/", night_views.drop_report, name="drop_report"),
]

mine = [
    path("sessions/", my_views.my_sessions, name="sessions"),
    path("sessions/feed/", my_views.feed, name="feed"),
    path("sessions/feed/<str:token>.ics", feeds.send_feed, name="feed_file"),
    path("sessions/<uuid:session>/", my_views.my_session, name="session"),
    path("sessions/<uuid:session>/reply/", my_views.my_reply, name="reply"),
    path("sessions/<uuid:session>/join/", my_views.join, name="join"),
    path("sessions/<uuid:session>/calendar.ics", my_views.calendar_file, name="calendar_file"),
    path("sessions/<uuid:session>/code/", my_views.my_code, name="code"),
    path("sessions/<uuid:session>/recording/", my_views.recording, name="recording"),
    path("sessions/<uuid:session>/captions.vtt", my_views.captions, name="captions"),
    path("sessions/<uuid:session>/watched/", my_views.watched, name="watched"),
    path("sessions/<uuid:session>/rate/", my_views.my_rating, name="rate"),
]
