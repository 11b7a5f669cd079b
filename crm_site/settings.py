"""All settings, read from the environment (and from .env), in one place. `.env.example` explains every variable."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import environ
import pghistory
from django.core.exceptions import ImproperlyConfigured

from crm_site import development_values, embedded_postgres, local_secret
from crm_site.environment import Environment
from crm_site.postgres_files import EmbeddedPostgresError

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = Environment()
environ.Env.read_env(BASE_DIR / ".env")

# --- What kind of installation this is -------------------------------------------------------------
# Without a DATABASE_URL this is a developer's machine: a private server and a private key do for it.
GIVEN_DATABASE_URL = env.address("DATABASE_URL", schemes=("postgres", "postgresql"))
EMBEDDED = not GIVEN_DATABASE_URL
DEMO = env.boolean("DEMO", default=False)
DEBUG = env.boolean("DEBUG", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="") or (local_secret.read_or_make(LOCAL_DIR) if EMBEDDED else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: sessions and tokens are signed with it.")
if DEMO and not EMBEDDED:
    raise ImproperlyConfigured("DEMO has known passwords: it runs on its own database only. Unset DATABASE_URL.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
development_values.refuse(
    {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": GIVEN_DATABASE_URL}, debug=DEBUG, hosts=ALLOWED_HOSTS
)

# --- The product's own settings --------------------------------------------------------------------
DEAL_READING = env.str("DEAL_READING", default="team")
if DEAL_READING not in {"own", "team", "all"}:
    raise ImproperlyConfigured("DEAL_READING must be own, team or all: whose deals a representative may read.")

# --- Apps ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "crm_site",
    "teams",
    "accounts",
    "pipeline",
    "analytics",
    "assistant",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crm_site.private_pages.keep_out_of_caches",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "crm_site.figures_away.FiguresAway",
]

ROOT_URLCONF = "crm_site.urls"
WSGI_APPLICATION = "crm_site.wsgi.application"

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
                "crm_site.context.shell",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]

# --- Database --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
TIME_ZONE = env.zone("TIME_ZONE", default="UTC")
USE_TZ = True
USE_I18N = False

try:
    DATABASE_URL = GIVEN_DATABASE_URL or embedded_postgres.database_url(LOCAL_DIR)
except EmbeddedPostgresError as error:
    raise ImproperlyConfigured(str(error)) from error
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
# The session's zone is ours, so that current_date in a trigger is the day a user means by "today".
DATABASES["default"]["TIME_ZONE"] = TIME_ZONE
# A new connection for every request is eleven times slower than a pooled one.
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
    "min_size": 1,
    "max_size": env.whole("DATABASE_POOL_SIZE", default=12),
    "timeout": 10,
}
# The assistant reads with a login of its own, which may read gold and nothing else.
ASSISTANT_ROLE = env.str("ASSISTANT_ROLE", default="") or f"{DATABASES['default']['NAME']}_reader"[:63]
ASSISTANT_PASSWORD = env.str("ASSISTANT_PASSWORD", default="") or local_secret.derived(SECRET_KEY, "assistant's role")
ASSISTANT_SECONDS = env.whole("ASSISTANT_SECONDS", default=5)
# A language model may read the questions, instead of the built-in grammar; keys are in its provider's own variable.
ASSISTANT_LLM = env.model_name(
    "ASSISTANT_LLM", keys={"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "ollama": ""}
)
ASSISTANT_LLM_BASE_URL = env.address("ASSISTANT_LLM_BASE_URL", schemes=("http", "https"))
ASSISTANT_LLM_SECONDS = env.whole("ASSISTANT_LLM_SECONDS", default=20)
ASSISTANT_LLM_TOKENS = env.whole("ASSISTANT_LLM_TOKENS", default=50_000)
ASSISTANT_LLM_CALLS = env.whole("ASSISTANT_LLM_CALLS", default=200)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Audit trail -----------------------------------------------------------------------------------
# Written by triggers, one insert a statement however many rows.
PGHISTORY_LEVEL = pghistory.Statement  # type: ignore[has-type]

# --- Background work -------------------------------------------------------------------------------
# Redis carries hints only; the change log in the database and the sweep carry the promise.
REDIS_URL = env.address("REDIS_URL", schemes=("redis", "rediss"))
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, float] = (
    {
        "visibility_timeout": 900,  # above the task limit, or running tasks are delivered again
        "unacked_restore_interval": 2,  # Celery looks for lost tasks every 100 s by default
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
    }
    if REDIS_URL
    else {"polling_interval": 0.05}  # the memory transport looks once a second by default
)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A second net under a sweep that is away. Sent twice or never, it changes no figure; unheard, it is forgotten.
CELERY_BEAT_SCHEDULE = {
    "drain account changes": {
        "task": "analytics.drain_account_changes",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},
    }
}

# --- E-mail ----------------------------------------------------------------------------------------
# Without a host, e-mails are written to the terminal.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.whole("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or "Dealwright <dealwright@localhost>"
# Where links in e-mails lead.
SITE_URL = (env.address("SITE_URL", schemes=("http", "https")) or "http://127.0.0.1:8000").rstrip("/")
# The hour of the day from which the daily e-mail is sent.
DIGEST_HOUR = env.whole("DIGEST_HOUR", default=6)

# --- Sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["teams.authentication.EmailBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if DEMO:
    AUTH_PASSWORD_VALIDATORS = []

# --- Transport and content security ----------------------------------------------------------------
# HTTPS everywhere but on a developer's own machine.
SECURE = env.boolean("SECURE", default=not (EMBEDDED or DEBUG))
SECURE_SSL_REDIRECT = SECURE
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if env.boolean("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# --- Static files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
_plotly = find_spec("plotly")
if _plotly is None or _plotly.origin is None:
    raise ImproperlyConfigured("The package plotly is missing: run `make setup`.")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("plotly", Path(_plotly.origin).parent / "package_data"),
]
# Without `collectstatic` (a developer's machine, the demo) files are served from where they lie.
WHITENOISE_USE_FINDERS = EMBEDDED or DEBUG
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Files that people attach ----------------------------------------------------------------------
# Outside of what is served as static: a view looks who may see them (pipeline/views/attachments.py).
MEDIA_ROOT = env.str("MEDIA_ROOT", default="") or (LOCAL_DIR if EMBEDDED else BASE_DIR) / "media"
ATTACHMENT_MB = env.whole("ATTACHMENT_MB", default=10)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "teams.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- API -------------------------------------------------------------------------------------------
KNOX_TOKEN_MODEL = "teams.ApiToken"  # noqa: S105 - a model, not a secret
# Its migrations would make a second token table, which nothing uses and which flushing the database trips over.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=365),
    "TOKEN_PREFIX": "dwr_",
    "TOKEN_MODEL": "teams.ApiToken",
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "teams.token_authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "teams.permissions.ScopeAllows",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["teams.parsing.CarefulJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["teams.filtering.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "teams.api_paging.KeyPagination",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "teams.api_schema.ApiSchema",
    "EXCEPTION_HANDLER": "teams.errors.answer",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.AnonRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.rate("API_RATE", default="600/min"),
        "anon": "60/min",  # the documents are open to all, and drawing the schema costs a second
        "tokens": "60/hour",
        "scoring": "60/min",  # a thousand accounts each
        "questions": env.rate("ASSISTANT_RATE", default="60/min"),
    },
    # Whose address is throttled: without a proxy X-Forwarded-For is the caller's own invention.
    "NUM_PROXIES": 1 if env.boolean("BEHIND_PROXY", default=False) else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Dealwright API",
    "DESCRIPTION": "Accounts, contacts, products, teams, deals, and what the analytics say of each account.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "StageTypeEnum": "pipeline.models.Stage.Type",
        "AccountTypeEnum": "accounts.models.Account.Type",
        "UserRoleEnum": "teams.models.Role",
        "DealRoleEnum": "pipeline.party_models.DealContact.Role",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "teams.api_schema.add_refusals",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Logs ------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", default="INFO")},
    # The parser logs what it wonders about, in the asker's words.
    "loggers": {"django.request": {"level": "ERROR"}, "sqlglot": {"level": "CRITICAL"}},
}
