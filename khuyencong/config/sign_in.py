"""How one signs in: passwords, second factors, delays after failures, single sign-on. Read by settings."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from khuyencong.config import env

PRODUCTION = env.flag("KHUYENCONG_PRODUCTION", default=False)


def single_sign_on(issuer: str) -> list[dict[str, object]]:
    """The provider at that address, as allauth describes it; none without an address."""
    if not issuer:
        return []
    if PRODUCTION and not issuer.startswith("https://"):
        raise ImproperlyConfigured("OIDC_ISSUER phải bắt đầu bằng https:// khi vận hành thật")
    return [
        {
            "provider_id": "sso",
            "name": os.environ.get("OIDC_NAME", ""),
            "client_id": env.needed("OIDC_CLIENT_ID"),
            "secret": env.needed("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": issuer},
        }
    ]


AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# A file of SHA-1 hashes of known passwords, sorted, as Have I Been Pwned gives it out; no network is asked.
BREACHED_PASSWORDS = Path(given) if (given := os.environ.get("BREACHED_PASSWORDS", "")) else None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "khuyencong.organisations.passwords.LengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "khuyencong.organisations.passwords.BreachedPasswordValidator"},
]

# A session lasts a working day and ends with the browser.
SESSION_COOKIE_AGE = 12 * 3600
ACCOUNT_SESSION_REMEMBER = False
# A decision asks for who has not shown within this many seconds who she is.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Roles that decide or move money work only with a second factor; a demonstration merely reminds.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=PRODUCTION)

ACCOUNT_ADAPTER = "khuyencong.web.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "khuyencong.web.accounts.forms.LoginForm",
    "reauthenticate": "khuyencong.web.accounts.forms.ReauthenticateForm",
    "reset_password": "khuyencong.web.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "khuyencong.web.accounts.forms.ResetPasswordKeyForm",
    "change_password": "khuyencong.web.accounts.forms.ChangePasswordForm",
    "set_password": "khuyencong.web.accounts.forms.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # the address comes from an administrator or an invitation
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Our own address of a person is User.email; allauth's own generator would copy it to a table of its own.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 2 * 3600

# Counted in the table of the cache, so that every process counts alike.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "khuyencong_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Articles as strangers get them, kept a minute by each process for itself (portal/views/kept.py).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
    # Wagtail would write each picture it shows into the table above at each reading; they are fetched along.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
FAILED_SIGN_INS, FAILED_MINUTES = 5, 5
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",  # a whole agency may come from one address
    "login_failed": f"20/m/ip,{FAILED_SIGN_INS}/{FAILED_MINUTES}m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "10/m/user",
}
# How many proxies of ours stand in front and write down whom they speak for.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))

MFA_ADAPTER = "khuyencong.web.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "khuyencong.web.accounts.forms.AuthenticateForm",
    "reauthenticate": "khuyencong.web.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "khuyencong.web.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "khuyencong.web.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "khuyencong.web.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Khuyến công"
MFA_TOTP_TOLERANCE = 1

# Single sign-on, when an issuer is named: a national or a ministry's identity provider.
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "").rstrip("/")
OIDC_NAME = os.environ.get("OIDC_NAME", "tài khoản định danh")
SOCIALACCOUNT_ADAPTER = "khuyencong.web.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
# Our pages send forms only to ourselves, and a browser holds the redirects of a form to that: a link begins it.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": single_sign_on(OIDC_ISSUER)}}
