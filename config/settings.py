"""Settings, read from the environment; safe where the environment says nothing.

ENVIRONMENT is `production` unless it says `development` (manage.py and the tests say so).
Production refuses to start with DEBUG, with a key that everybody knows, or with a pretended date.
"""

from datetime import date
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

ENVIRONMENT = env.str("ENVIRONMENT", default="production")
if ENVIRONMENT not in {"production", "development"}:
    raise ImproperlyConfigured("ENVIRONMENT is either production or development.")
IN_PRODUCTION = ENVIRONMENT == "production"

KNOWN_KEY = "known-to-everybody-and-good-for-development-only"
SECRET_KEY = env.str("SECRET_KEY", default=KNOWN_KEY)
AUDIT_KEY = env.str("AUDIT_KEY", default=KNOWN_KEY)  # signs the record; kept outside the database
ANCHOR_KEY = env.str(
    "ANCHOR_KEY", default=KNOWN_KEY
)  # signs the daily seals of the record; the inspectorate has it too
DEBUG = env.bool("DEBUG", default=False)
DEMO_TODAY = date.fromisoformat(env.str("DEMO_TODAY")) if env.str("DEMO_TODAY", default="") else None

if IN_PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is on. Production does not start with DEBUG: unset it.")
    _keys = {SECRET_KEY, AUDIT_KEY, ANCHOR_KEY}
    if KNOWN_KEY in _keys or len(_keys) != 3 or min(map(len, _keys)) < 32:
        raise ImproperlyConfigured(
            "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY is missing, short, known to everybody or the same as another. "
            "Set each to its own random text of at least 32 characters."
        )
    if DEMO_TODAY:
        raise ImproperlyConfigured("DEMO_TODAY is set. A pretended date is for demonstrations only: unset it.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IN_PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "viewflow",
    "viewflow.workflow",
    "import_export",
    "simple_history",
    "axes",
    "workflows.audit",
    "workflows.organization",
    "workflows.approvals",
    "workflows.printing",
    "workflows.engine",
    "workflows.attendance",
    "workflows.skp",
    "workflows.targets",
    "workflows.daily",
    "workflows.feedback",
    "workflows.assessment",
    "workflows.objection",
    "workflows.allowance",
    "workflows.portal",
    "backoffice",
]

# So many proxies of our own stand before the server; the address that the first of them noted is the one recorded.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
MIDDLEWARE = [
    "workflows.audit.middleware.OriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "workflows.portal.middleware.PreferredLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "workflows.portal.middleware.ContentSecurityMiddleware",
    "workflows.engine.middleware.BusyMiddleware",
    "workflows.engine.asking_why.WhyMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "workflows.portal.context.page_frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---- database -------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'jenjang.sqlite3'}")}
_database = DATABASES["default"]
_database["ENGINE"] = _database["ENGINE"].replace("django.db.backends", "workflows.audit.databases")
if _database["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE, two writers that both began by reading end in "database is locked" at once, timeout or not.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A file, not memory: the tests of concurrent writers open the database from several threads.
    _database["TEST"] = {"NAME": env.str("TEST_SQLITE", default=str(BASE_DIR / "test-jenjang.sqlite3"))}
else:
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), "options": "-c lock_timeout=5s"}
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- people and log-in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "workflows.organization.login.RoleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "portal:today"
LOGOUT_REDIRECT_URL = "login"
ONE_TIME_CODE_DAYS = 7
# An office shares one address: lock the name and the address together, never the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked by the machine itself, without TLS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=IN_PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31_536_000 if IN_PRODUCTION else 0
X_FRAME_OPTIONS = "DENY"

# ---- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Jakarta")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

# ---- deadlines and mail ---------------------------------------------------------------------------------------------
OUTAGE_MINUTES = env.int("OUTAGE_MINUTES", default=120)  # [?] from so much downtime on a working day does not count
QUICK_SECONDS = env.int("QUICK_SECONDS", default=5)  # [?] what is decided faster is shown to auditors as quick
DIGEST_FROM_HOUR = env.int("DIGEST_FROM_HOUR", default=6)  # nobody is reminded in the night
# smtp+tls://user:password@host:587. Without it nothing is mailed: messages are read on the person's first page alone.
if env.str("EMAIL_URL", default=""):
    globals().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="jenjang@localhost")
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")  # put before the paths in mails

# ---- seals of the record --------------------------------------------------------------------------------------------
# Where each day's seal is written, best on another machine; and to whom it is mailed besides.
ANCHOR_FOLDER = Path(env.str("ANCHOR_FOLDER", default=str(BASE_DIR / "var" / "anchors")))
INSPECTORATE_EMAILS = env.list("INSPECTORATE_EMAILS", default=[])

# ---- retention [?] ---------------------------------------------------------------------------------------------------
ARCHIVE_AFTER_YEARS = env.int("ARCHIVE_AFTER_YEARS", default=2)  # full years after a closed one until it is archived
ERASE_AFTER_YEARS = env.int("ERASE_AFTER_YEARS", default=10)  # after somebody left, until the record may forget them

# ---- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
MEDIA_URL = "/never-served-directly/"  # evidence is handed out by a view that asks who may see it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "config.storage.StaticFiles"
        if IN_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IN_PRODUCTION
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---- the libraries --------------------------------------------------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True  # a name that begins with "=" must not run in a spreadsheet
IMPORT_EXPORT_USE_TRANSACTIONS = True
SOURCE_URL = env.str("SOURCE_URL", default="https://example.org/jenjang")  # AGPL: where users get the source
OFFICE_NAME = env.str("OFFICE_NAME", default="")
UNFOLD = {
    "SITE_TITLE": "Jenjang",
    "SITE_HEADER": "Jenjang",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {
        "primary": {
            "50": "#f0f7f5",
            "100": "#e1efec",
            "200": "#bfe0d9",
            "300": "#86d3c6",
            "400": "#5fb9ab",
            "500": "#4aa598",
            "600": "#0b4f4a",
            "700": "#083f3b",
            "800": "#063834",
            "900": "#05211d",
            "950": "#03110f",
        },
        "base": {
            "50": "#f3f6f5",
            "100": "#e9efed",
            "200": "#ccd7d3",
            "300": "#b9c8c3",
            "400": "#9bada7",
            "500": "#5f736d",
            "600": "#465a55",
            "700": "#2f3f3b",
            "800": "#1d2a27",
            "900": "#15201e",
            "950": "#0d1513",
        },
    },
    "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": "backoffice.navigation.sections"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
