"""Settings of UCCMS. What differs between installations comes from the environment (docs/running.md)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from uccms.database import local

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
local.environment()  # fills in what the local installation under var/ knows, where nothing else was said

DEMONSTRATION = env.bool("UCCMS_DEMONSTRATION", default=False)
DEBUG = False
SECRET_KEY = env.str("UCCMS_SECRET_KEY")
ENCRYPTION_KEYS = env.list("UCCMS_ENCRYPTION_KEYS")
ALLOWED_HOSTS = env.list("UCCMS_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("UCCMS_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.int("UCCMS_TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "phonenumber_field",
    "procrastinate.contrib.django",
    "uccms.database",
    "uccms.privacy",
    "uccms.audit",
    "uccms.accounts",
    "uccms.web",
    "contacts",
]

MIDDLEWARE = [
    "uccms.web.middleware.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "uccms.web.middleware.sessions.IdleSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "uccms.web.middleware.access.StaffOnlyMiddleware",
]

ROOT_URLCONF = "uccms.urls"
WSGI_APPLICATION = "uccms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "uccms.web.context.shell",
            ],
            "builtins": ["uccms.web.templatetags.uccms"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Two roles of the database: one owns and migrates, one runs (docs/audit.md).
RUNNING_DATABASE = env.db("DATABASE_URL")
RUNNING_ROLE = RUNNING_DATABASE["USER"]
AS_OWNER = env.str("UCCMS_DATABASE_ROLE", default="") == "owner"
DATABASES = {"default": env.db("DATABASE_MIGRATE_URL") if AS_OWNER else RUNNING_DATABASE}
DATABASES["default"]["ENGINE"] = "uccms.database.backend"
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {})}
if not AS_OWNER:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": env.int("UCCMS_POOL", default=24)}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "contacts:desk"

SESSION_COOKIE_NAME = "uccms_staff"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; the idle limit below ends most sessions earlier
SESSION_IDLE_LIMIT = env.int("UCCMS_SESSION_IDLE_MINUTES", default=30) * 60
CSRF_COOKIE_NAME = "uccms_csrf"
CSRF_FAILURE_VIEW = "uccms.web.views.late_forms.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env.str("UCCMS_TIME_ZONE", default="America/New_York")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DB_FORMAT = "E164"

OFFICIAL_BANNER = env.bool("UCCMS_OFFICIAL_BANNER", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
