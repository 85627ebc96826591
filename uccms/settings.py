"""Settings of UCCMS. What differs between installations comes from the environment (docs/running.md)."""

from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF

from uccms import environment
from uccms.environment import env
from uccms.web import logs

BASE_DIR = Path(__file__).resolve().parent.parent
environment.load()

DEMONSTRATION = environment.is_demonstration()
PRODUCTION = environment.is_production()
DEBUG = False
SECRET_KEY = env.str("UCCMS_SECRET_KEY")
ENCRYPTION_KEYS = env.list("UCCMS_ENCRYPTION_KEYS")
ALLOWED_HOSTS = env.list("UCCMS_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("UCCMS_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.int("UCCMS_TRUSTED_PROXIES", default=0)
PORTAL_HOST = environment.portal_host()  # empty: the portal is on the staff's host, below /eipd/
if PORTAL_HOST and PORTAL_HOST not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(PORTAL_HOST)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
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
    "uccms.mail",
    "uccms.web",
    "contacts",
    "sales_orders",
    "eipd_portal",
]

MIDDLEWARE = [
    "uccms.web.middleware.requests.RequestMiddleware",
    "uccms.web.middleware.access_log.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "uccms.web.middleware.uploads.UploadsMiddleware",
    "eipd_portal.middleware.PortalHostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "uccms.web.middleware.sessions.IdleSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "uccms.web.middleware.refusals.RefusalMiddleware",
    "uccms.web.middleware.access.StaffOnlyMiddleware",
    "uccms.accounts.middleware.HoldingMiddleware",
]

ROOT_URLCONF = "uccms.urls"
WSGI_APPLICATION = "uccms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CONTEXT_PROCESSORS = [
    "django.template.context_processors.csrf",
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "uccms.web.context.shell",
]
# Pages are Jinja's (uccms/web/jinja.py); Django's engine draws what libraries bring.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,  # Django's controls of forms
        "OPTIONS": {
            "environment": "uccms.web.jinja.Templates",
            "compiled": BASE_DIR / "var" / "templates",
            "context_processors": CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "uccms.web.rendering.Renderer"

# Two roles of the database: one owns and migrates, one runs (docs/audit.md).
RUNNING_DATABASE = env.db("DATABASE_URL")
RUNNING_ROLE = RUNNING_DATABASE["USER"]
AS_OWNER = environment.as_owner()
DATABASES = {"default": env.db("DATABASE_MIGRATE_URL") if AS_OWNER else RUNNING_DATABASE}
DATABASES["default"]["ENGINE"] = "uccms.database.backend"
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {})}
PREPARED_STATEMENTS = env.bool("UCCMS_PREPARED_STATEMENTS", default=True)
if PREPARED_STATEMENTS:  # Django switches them off, whatever a cursor asks for; its own cursors never do
    DATABASES["default"]["OPTIONS"] |= {"prepare_threshold": 5, "server_side_binding": True}
if not AS_OWNER:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("UCCMS_POOL", default=24),
        "timeout": 5,  # seconds; a page says that it cannot be shown sooner than its reader gives up
    }
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["uccms.accounts.backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "uccms.accounts.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": "uccms.accounts.passwords.GuessedFirstValidator"},
]
SECOND_FACTOR_REQUIRED = not DEMONSTRATION
HELP_DESK = env.str("UCCMS_HELP_DESK", default="")  # for staff who cannot sign in

ACCOUNT_ADAPTER = "uccms.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "uccms.accounts.forms.signing_in.SignInForm",
    "reauthenticate": "uccms.accounts.forms.signing_in.ReauthenticateForm",
    "change_password": "uccms.accounts.forms.changing_password.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth signs in by it
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = False  # counted in the database instead (uccms.accounts.actions.counting_attempts)
MFA_ADAPTER = "uccms.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "uccms.accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "uccms.accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "uccms.accounts.forms.second_factor.SetUpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "UCCMS"
MFA_TOTP_TOLERANCE = 1  # clocks differ; a code still works once only
MFA_RECOVERY_CODES_SHOW_ONCE = True

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "contacts:home"

SESSION_ENGINE = "uccms.accounts.sessions"
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
# The last proxy in front speaks https with browsers, and tells us so.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env.str("UCCMS_TIME_ZONE", default="America/New_York")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "uccms.web.stylesheet.StyleSheetFinder",
]
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

# What leaves the house: by SMTP, on a page of the demonstration alone, or not at all (docs/mail.md).
MAIL_DELIVERY = "page" if DEMONSTRATION else environment.mail_delivery()
MAIL_HOST = env.str("UCCMS_SMTP_HOST", default="")
MAIL_PORT = env.int("UCCMS_SMTP_PORT", default=587)
MAIL_TLS = env.str("UCCMS_SMTP_TLS", default="starttls")
MAIL_USER = env.str("UCCMS_SMTP_USER", default="")
MAIL_PASSWORD = env.str("UCCMS_SMTP_PASSWORD", default="")
MAIL_CA_FILE = env.str("UCCMS_SMTP_CA_FILE", default="")
MAIL_FROM = env.str("UCCMS_MAIL_FROM", default="UCCMS <no-reply@uccms.example>")
MAIL_ENVELOPE_FROM = parseaddr(MAIL_FROM)[1]
MAIL_DOMAIN = MAIL_ENVELOPE_FROM.rpartition("@")[2]

# The portal (docs/registering.md, docs/portal-privacy.md).
PORTAL_ADDRESS = environment.portal_address()
PORTAL_CONTACT = env.str("UCCMS_PORTAL_CONTACT", default=f"eipd@{MAIL_DOMAIN}")
SECURITY_CONTACT = env.str("UCCMS_SECURITY_CONTACT", default=f"mailto:security@{MAIL_DOMAIN}")
MAIL_DOMAINS_ASKED = env.bool("UCCMS_ASK_DNS", default=PRODUCTION)
ERASURES_FILE = Path(env.str("UCCMS_ERASURES_FILE", default=str(BASE_DIR / "var" / "erasures.txt")))
# Tickets (docs/queue.md).
TAKEN_IDLE_MINUTES = env.int("UCCMS_TAKEN_IDLE_MINUTES", default=60)  # then a taken ticket goes back
CLOSE_AFTER_DAYS = env.int("UCCMS_CLOSE_AFTER_DAYS", default=14)  # a resolved ticket is closed; 0: never

# Files on tickets (docs/attachments.md).
ATTACHMENT_LARGEST = env.int("UCCMS_ATTACHMENT_LARGEST", default=25 * 1024 * 1024)  # bytes of one file
ATTACHMENTS_AT_ONCE = env.int("UCCMS_ATTACHMENTS_AT_ONCE", default=10)

# Downloads (docs/downloads.md).
FILES_DELIVERY = env.str("UCCMS_FILES_DELIVERY", default="application")
FILES_ROOT = Path(env.str("UCCMS_FILES_ROOT", default=str(BASE_DIR / "var" / "files")))
FILES_SLOTS = env.int("UCCMS_FILES_SLOTS", default=100)  # of the web process's 128 threads
FILES_SLOTS_EACH = env.int("UCCMS_FILES_SLOTS_EACH", default=16)  # aria2c opens up to 16 connections
FILES_IDLE_SECONDS = env.int("UCCMS_FILES_IDLE_SECONDS", default=120)
FILES_BUCKET = env.str("UCCMS_FILES_BUCKET", default="")
FILES_S3_ENDPOINT = env.str("UCCMS_FILES_S3_ENDPOINT", default="")
FILES_S3_REGION = env.str("UCCMS_FILES_S3_REGION", default="")
FILES_LINK_SECONDS = env.int("UCCMS_FILES_LINK_SECONDS", default=300)

OFFICIAL_BANNER = env.bool("UCCMS_OFFICIAL_BANNER", default=False)
LOGGING = logs.SETTINGS
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # an order of 200 lines has some 11 fields each
