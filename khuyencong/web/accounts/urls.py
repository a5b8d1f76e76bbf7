"""Addresses for signing in and out, for one's security, and for choosing the desk to act for.

The names are allauth's: it finds its own pages by them.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as sso
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from khuyencong.web.accounts import views


def page(view: Any, template: str) -> Any:
    """A view of allauth with a template of ours."""
    return view.as_view(template_name=f"accounts/{template}.html")


signing_in = [
    path("dang-nhap/", page(views.SignIn, "login"), name="account_login"),
    path("dang-nhap/lop-hai/", page(mfa.AuthenticateView, "second_factor"), name="mfa_authenticate"),
    path("dang-nhap/khoa/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("dang-nhap/bi-khoa/", page(account.AccountInactiveView, "inactive"), name="account_inactive"),
    path(
        "dang-nhap/huy/", page(social.LoginCancelledView, "sso_cancelled"), name="socialaccount_login_cancelled"
    ),
    path("dang-nhap/<slug:provider_id>/di/", sso.login, name="openid_connect_login"),
    path("dang-nhap/<slug:provider_id>/ve/", sso.callback, name="openid_connect_callback"),
    path("dang-xuat/", login_not_required(views.SignOut.as_view()), name="account_logout"),
]
passwords = [
    path("", page(account.PasswordChangeView, "password_change"), name="account_change_password"),
    path("dat/", page(account.PasswordSetView, "password_set"), name="account_set_password"),
    path("quen/", page(account.PasswordResetView, "password_reset"), name="account_reset_password"),
    path(
        "quen/da-gui/", page(account.PasswordResetDoneView, "password_sent"), name="account_reset_password_done"
    ),
    path(
        "quen/xong/",
        page(account.PasswordResetFromKeyDoneView, "password_done"),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^quen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(account.PasswordResetFromKeyView, "password_new"),
        name="account_reset_password_from_key",
    ),
]
security = [
    path("", views.Security.as_view(), name="mfa_index"),
    path("ung-dung-ma/bat/", page(totp.ActivateTOTPView, "totp_on"), name="mfa_activate_totp"),
    path("ung-dung-ma/tat/", page(totp.DeactivateTOTPView, "totp_off"), name="mfa_deactivate_totp"),
    path("khoa/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("khoa/them/", page(passkeys.AddWebAuthnView, "passkey_add"), name="mfa_add_webauthn"),
    path("khoa/<int:pk>/ten/", page(passkeys.EditWebAuthnView, "passkey_name"), name="mfa_edit_webauthn"),
    path("khoa/<int:pk>/bo/", page(passkeys.RemoveWebAuthnView, "passkey_remove"), name="mfa_remove_webauthn"),
    path("ma-khoi-phuc/", page(codes.ViewRecoveryCodesView, "codes"), name="mfa_view_recovery_codes"),
    path(
        "ma-khoi-phuc/lap/",
        page(codes.GenerateRecoveryCodesView, "codes_new"),
        name="mfa_generate_recovery_codes",
    ),
]
confirming = [
    path("", page(account.ReauthenticateView, "confirm"), name="account_reauthenticate"),
    path("ma/", page(mfa.ReauthenticateView, "confirm_code"), name="mfa_reauthenticate"),
    path("khoa/", page(passkeys.ReauthenticateWebAuthnView, "confirm_key"), name="mfa_reauthenticate_webauthn"),
]

urlpatterns = [
    *signing_in,
    path("tai-khoan/mat-khau/", include(passwords)),
    path("tai-khoan/bao-mat/", include(security)),
    path("tai-khoan/xac-nhan/", include(confirming)),
    path("tai-khoan/phien/", views.Sessions.as_view(), name="usersessions_list"),
    path("ban/", views.desks, name="desks"),
    path("ban/<slug:code>/", views.choose_desk, name="desk_choose"),
]
