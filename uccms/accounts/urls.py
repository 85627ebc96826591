"""Addresses under /account/. Of allauth's own only these are mounted; its code knows them by these names."""

from django.urls import include, path

from uccms.accounts.views import second_factor, signing_in, your_account
from uccms.web.views.session import session

ours = [
    path("", your_account.yours, name="yours"),
    path("notice/", signing_in.notice, name="notice"),
    path("session/", session, name="session"),
    path("second-factor/qr-code.svg", second_factor.qr_code, name="qr_code"),
]

urlpatterns = [
    path("", include((ours, "accounts"))),
    path("sign-in/", signing_in.sign_in, name="account_login"),
    path("sign-in/second-factor/", second_factor.authenticate, name="mfa_authenticate"),
    path("sign-out/", signing_in.sign_out, name="account_logout"),
    path("password/", your_account.change_password, name="account_change_password"),
    path("again/", signing_in.again, name="account_reauthenticate"),
    path("again/second-factor/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/", second_factor.overview, name="mfa_index"),
    path("second-factor/set-up/", second_factor.set_up, name="mfa_activate_totp"),
    path("second-factor/remove/", second_factor.remove, name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/new/",
        second_factor.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
