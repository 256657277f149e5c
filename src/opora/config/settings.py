"""Settings of the platform. What differs between installations comes from the environment.

``OPORA_SECRET_KEY``, ``OPORA_OLD_SECRET_KEYS`` (comma separated, keys used before: without
them names of pupils sealed by them do not open), ``OPORA_DEBUG``, ``OPORA_HOSTS`` (comma
separated), ``OPORA_DATABASE`` (``postgres://user:password@host:port/name``; SQLite in
``OPORA_VAR`` without it), ``OPORA_VAR`` (folder of data, ``var`` by default), ``OPORA_EMAIL``
(``smtp://user:password@host:port``),
``OPORA_DEMO`` (shows the demo accounts on the sign-in page).
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("OPORA_VAR", "var")).resolve()
DEMO = os.environ.get("OPORA_DEMO") == "1"
DEMO_PASSWORD = "opora-demo-2025"  # noqa: S105  # of the demo's people, shown to everybody
DEBUG = os.environ.get("OPORA_DEBUG") == "1"


def _secret_key() -> str:
    """Take the key from the environment, else from the data folder, made on the first start."""
    if key := os.environ.get("OPORA_SECRET_KEY"):
        return key
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key(), encoding="ascii")
    return kept.read_text(encoding="ascii")


def _database() -> dict[str, Any]:
    """SQLite in the data folder, or the PostgreSQL that ``OPORA_DATABASE`` names."""
    address = os.environ.get("OPORA_DATABASE")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "opora.sqlite3",
            # A new connection reads the schema again and begins with an empty page cache.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                    "PRAGMA cache_size=-64000;"
                ),
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = [
    key for key in os.environ.get("OPORA_OLD_SECRET_KEYS", "").split(",") if key
]
ALLOWED_HOSTS = os.environ.get("OPORA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("OPORA_ORIGINS", "").split(",") if origin
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "opora.domain.people",
    "opora.domain.organisations",
    "opora.domain.staff",
    "opora.domain.registers",
    "opora.domain.acts",
    "opora.domain.assessments",
    "opora.domain.context",
    "opora.domain.identification",
    "opora.domain.teams",
    "opora.domain.diagnostics",
    "opora.domain.activities",
    "opora.domain.curators",
    "opora.domain.pupils",
    "opora.domain.indicators",
    "opora.domain.training",
    "opora.domain.partnerships",
    "opora.domain.development",
    "opora.domain.advice",
    "opora.domain.roadmaps",
    "opora.domain.exchange",
    "opora.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_q",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "opora.web.huge.RefuseHuge",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "opora.web.typed.ReturnTyped",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "opora.config.urls"
WSGI_APPLICATION = "opora.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opora.web.context.shell",
            ],
        },
    },
]

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_day"
ACCOUNT_FORMS = {"login": "opora.web.accounts.forms.SignIn"}
ACCOUNT_ADAPTER = "opora.web.accounts.adapter.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the coordinator who adds a person knows the address
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": None,  # axes counts failures, across processes and with its own page
    "reset_password": "20/m/ip,5/m/key",
}
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "opora.web.accounts.lockout.name_of"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True

# --- language, time -------------------------------------------------------------------------
LANGUAGE_CODE = "ru"
TIME_ZONE = os.environ.get("OPORA_TIME_ZONE", "Europe/Moscow")
USE_I18N = True
USE_TZ = True

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
OPORA_STORES = VAR / "stores"
"""Marks stores, a folder for each region."""
OPORA_EXCHANGE_KEY = VAR / "exchange.key"
"""What this installation signs its packages with; in no backup, like the secret key."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_LIMIT = 50 * 2**20
"""Largest file a person may bring. [bytes]"""

# --- security -------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("OPORA_HTTPS") == "1"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

# --- letters and jobs -----------------------------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("OPORA_EMAIL_FROM", "opora@localhost")
if _mail := os.environ.get("OPORA_EMAIL"):
    _parts = urlsplit(_mail)
    EMAIL_HOST, EMAIL_PORT = _parts.hostname or "", _parts.port or 25
    EMAIL_HOST_USER = unquote(_parts.username or "")
    EMAIL_HOST_PASSWORD = unquote(_parts.password or "")
    EMAIL_USE_TLS = _parts.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
Q_CLUSTER = {
    "name": "opora",
    "orm": "default",
    "workers": 2,
    "timeout": 300,
    "retry": 360,
    "max_attempts": 3,
    "catch_up": False,
    "poll": 1,
    "label": "Задания",
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SITE_ADDRESS = os.environ.get("OPORA_ADDRESS", "http://localhost:8000")
SILENCED_SYSTEM_CHECKS = ["models.W042"]
