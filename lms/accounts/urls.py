"""Addresses under /account/. Those that allauth has too come first and keep allauth's names."""

from django.urls import path

from lms.accounts import language_views, views
from lms.accounts.invitations import views as invitation_views
from lms.accounts.safety import strong_views
from lms.accounts.safety import views as safety_views
from lms.accounts.visits import views as visit_views

app_name = "accounts"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("profile/", views.profile, name="profile"),
    path("access/", views.access, name="access"),
    path("language/", language_views.choose, name="language"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("demo/", views.demo_sign_in, name="demo_sign_in"),
    path("signup/confirm/<str:key>/", views.confirm_sign_up, name="confirm_sign_up"),
    path("sessions/", visit_views.sessions, name="sessions"),
    path("sessions/<uuid:uid>/end/", visit_views.end_one, name="end_session"),
    path("sessions/end-others/", visit_views.end_others, name="end_other_sessions"),
    path("sessions/end-all/", visit_views.end_all, name="end_all_sessions"),
    path("sessions/end/<str:token>/", visit_views.end_by_letter, name="end_sessions_by_letter"),
    path("invitation/<str:key>/", invitation_views.accept, name="invitation"),
    path("confirm/", strong_views.strong_sign_in, name="strong_sign_in"),
    path("address/undo/<str:key>/", safety_views.undo_address, name="undo_address"),
    # In place of allauth's: account_login, account_signup, account_email_verification_sent, …
    path("login/", views.LoginView.as_view(), name="login"),
    path("login/code/", views.ask_for_code, name="ask_for_code"),
    path("login/code/confirm/", views.confirm_code, name="confirm_code"),
    path("signup/", views.sign_up, name="sign_up"),
    path("confirm-email/", views.letter_sent, name="letter_sent"),
    path("password/reset/", views.ask_for_password, name="ask_for_password"),
    path("password/reset/done/", views.password_letter_sent, name="password_letter_sent"),
    path("2fa/webauthn/login/", views.LoginByPasskeyView.as_view(), name="login_by_passkey"),
]
