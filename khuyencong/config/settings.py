"""Settings. SQLite and a local site by default; DATABASE_URL, SECRET_KEY, ALLOWED_HOSTS make it production."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from khuyencong.config import env
from khuyencong.config.news import *  # noqa: F403 - the settings of one matter, in a file of their own
from khuyencong.config.production import refuse_defaults
from khuyencong.config.sign_in import *  # noqa: F403
from khuyencong.config.timetable import TIMETABLE as TIMETABLE

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("KHUYENCONG_VAR", PACKAGE.parent / "var"))
VAR.mkdir(parents=True, exist_ok=True)

PRODUCTION = env.flag("KHUYENCONG_PRODUCTION", default=False)
DEBUG = env.flag("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG không được bật khi KHUYENCONG_PRODUCTION=1")
if PRODUCTION:
    refuse_defaults(os.environ)
SECRET_KEY = env.secret_key(VAR)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "khuyencong.workflow",
    "khuyencong.places",
    "khuyencong.norms",
    "khuyencong.industry",
    "khuyencong.projects",
    "khuyencong.ledger",
    "khuyencong.organisations",
    "khuyencong.post",
    "khuyencong.handover",
    "khuyencong.reporting",
    "khuyencong.web",
    "khuyencong.portal",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.snippets",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
]
if find_spec("django_linear_migrations"):  # a tool of development: an installation has only what it runs
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "khuyencong.web.security.safe_headers",
    "khuyencong.web.security.private_pages",
    "khuyencong.api.doorway.doorway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "khuyencong.web.security.readable",
    "allauth.account.middleware.AccountMiddleware",
    "khuyencong.web.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "khuyencong.portal.entrance.EditorDoor",
    "khuyencong.web.held.Resume",
    "khuyencong.web.once.Once",
]

ROOT_URLCONF = "khuyencong.config.urls"
WSGI_APPLICATION = "khuyencong.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "khuyencong.web.shell.shell",
            ],
            "builtins": ["khuyencong.web.templatetags.khuyencong"],
        },
    }
]

SQLITE_OPTIONS: dict[str, Any] = {
    # A writer takes the lock when it begins, so that two writers queue instead of failing half way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    # Without recursive triggers REPLACE takes a row away and asks no trigger of DELETE.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
        "PRAGMA recursive_triggers=ON;"
    ),
}

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{VAR / 'khuyencong.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    DATABASES["default"]["CONN_MAX_AGE"] = None
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 600
else:
    raise ImproperlyConfigured("DATABASE_URL phải là sqlite:///… hoặc postgres://…")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.User"

LANGUAGE_CODE = "vi"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LOCALE_PATHS = [PACKAGE / "portal" / "locale"]  # words of the editor that Wagtail leaves in English
FORMAT_MODULE_PATH = ["khuyencong.web.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "khuyencong.portal.storage.DatabaseStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The queue of background work is a table; `khuyencong work` runs it by config/timetable.py.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Under which licence open data go out: the operator's decision, both or neither. Nothing is assumed.
OPEN_DATA_LICENCE = os.environ.get("OPEN_DATA_LICENCE", "").strip()
OPEN_DATA_LICENCE_URL = os.environ.get("OPEN_DATA_LICENCE_URL", "").strip()
if bool(OPEN_DATA_LICENCE) != bool(OPEN_DATA_LICENCE_URL):
    raise ImproperlyConfigured("OPEN_DATA_LICENCE và OPEN_DATA_LICENCE_URL phải đặt cùng nhau, hoặc không đặt")

# Programs are told over https of public servers only; on trial a server of this machine may be told, too.
HOOKS_ON_TRIAL = DEBUG or (not PRODUCTION and env.flag("HOOKS_ON_TRIAL", default=False))

# Where letters lead back to, and the server they are handed to; without one they are files under var/mail.
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Khuyến công <khuyencong@localhost.localdomain>")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"

# Certificates of the issuers whose digital signatures count as trusted, as files in a folder.
SIGNATURE_ROOTS = Path(given) if (given := os.environ.get("SIGNATURE_ROOTS", "")) else None

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # A browser takes a name of this kind only from us, over https, for the whole site.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
