"""Everything that differs between installations comes from the environment; the README lists it in one table.

A default is one that is safe in production. A wrong value stops the start with a sentence that says which
setting is wrong and why.
"""

import re
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import available_timezones

from armkrok.environment import access_point, database, env, imap, read, secret_key, smtp, taken_apart, wrong

SOURCE = Path(__file__).resolve().parent
PROJECT = SOURCE.parent.parent

# --- where things are -----------------------------------------------------------------------------------

DATA_DIR = Path(read(env.str, "DATA_DIR", str(PROJECT / "var"))).absolute()
try:
    DATA_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
except OSError as error:
    raise wrong("DATA_DIR", f"{DATA_DIR} can't be made ({error.strerror}).") from error

DEMO = read(env.bool, "DEMO", False)
DEMO_TODAY = read(env.date, "DEMO_TODAY", None)
if DEMO_TODAY and not DEMO:
    raise wrong("DEMO_TODAY", "only a demo has a clock of its own; set ARMKROK_DEMO as well, or neither.")

_address = taken_apart("URL", read(env.str, "URL", "https://localhost"))
BASE_URL = _address.geturl().rstrip("/")
_more = _address.path.strip("/") or _address.query or _address.fragment or _address.username is not None
_host = _address.hostname or ""
if (
    _address.scheme not in ("http", "https")
    or not re.fullmatch(r"[\w.-]+|[0-9a-f:.]*:[0-9a-f:.]*", _host)
    or _more
):
    raise wrong("URL", f"“{BASE_URL}” is not an address such as https://networks.example.org.")
SECURE = _address.scheme == "https"
_hosts = read(env.list, "HOSTS", [])
if any("*" in host for host in _hosts):
    raise wrong("HOSTS", "name each host; with a * anybody's address would be taken for ours.")
ALLOWED_HOSTS = [f"[{_host}]" if ":" in _host else _host, *_hosts]
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]


SECRET_KEY = secret_key(DATA_DIR)
SECRET_KEY_FALLBACKS = read(env.list, "OLD_SECRET_KEYS", [])
DEBUG = False

# --- database -------------------------------------------------------------------------------------------


DATABASES = {"default": database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The limits on attempts live in the cache, and every process must see the same ones.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- mail -----------------------------------------------------------------------------------------------


globals().update(smtp())
EMAIL_TIMEOUT = 20
_sender = "example.org" if DEMO else "localhost" if ":" in _host else _host
DEFAULT_FROM_EMAIL = read(env.str, "MAIL_FROM", f"armkrok@{_sender}")
if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", parseaddr(DEFAULT_FROM_EMAIL)[1]):
    raise wrong("MAIL_FROM", f"“{DEFAULT_FROM_EMAIL}” is not a mail address.")
EMAIL_BACKEND = "armkrok.demo.mailbox.Backend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"


IMAP_URL = read(env.str, "IMAP_URL", "")
IMAP = imap(IMAP_URL)
UNDO_SECONDS = read(env.int, "UNDO_SECONDS", 60)
if UNDO_SECONDS < 0:
    raise wrong("UNDO_SECONDS", "it can't be negative.")

# --- e-invoices -----------------------------------------------------------------------------------------


EINVOICE_TOKEN = read(env.str, "EINVOICE_TOKEN", "")
EINVOICE_URL = access_point(read(env.str, "EINVOICE_URL", ""), EINVOICE_TOKEN, demo=DEMO)

# --- the application ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    *(["armkrok.demo"] if DEMO else []),
    "armkrok.web",
    "armkrok.billing",
    "armkrok.meetings",
    "armkrok.networks",
    "armkrok.accounts",
    "armkrok.directory",
    "armkrok.mail",
    "armkrok.journal",
    "armkrok.ui",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_q",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "armkrok.ui.middleware.NoNullCharacters",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "armkrok.ui.middleware.NotAllowedInWords",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "armkrok.accounts.middleware.LastSeen",
    "armkrok.accounts.middleware.NotKept",
]
ROOT_URLCONF = "armkrok.urls"
WSGI_APPLICATION = "armkrok.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # Named one by one: the template parts wrap them, and their own set-up fights with other packages'.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "armkrok.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "armkrok.ui.context.page",
                *(["armkrok.demo.context.bar"] if DEMO else []),
            ],
        },
    }
]
FORM_RENDERER = "armkrok.ui.forms.Renderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "armkrok.accounts.backend.SignInBackend",
    "armkrok.networks.standing.StandingBackend",
]

# --- language and time ----------------------------------------------------------------------------------

LANGUAGES = [("en", "English"), ("sv", "Svenska"), ("da", "Dansk")]
LANGUAGE_CODE = read(env.str, "LANGUAGE", "en")
if LANGUAGE_CODE not in dict(LANGUAGES):
    raise wrong("LANGUAGE", f"“{LANGUAGE_CODE}” is none of {', '.join(dict(LANGUAGES))}.")
LOCALE_PATHS = [SOURCE / "locale"]
TIME_ZONE = read(env.str, "TIME_ZONE", "Europe/Copenhagen")
if TIME_ZONE not in available_timezones():
    raise wrong("TIME_ZONE", f"“{TIME_ZONE}” is no time zone. One looks like Europe/Stockholm.")
USE_TZ = True

# --- safety ---------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": a browser then says "Origin: null" when it sends a form, and the form is turned away.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = read(env.int, "TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES < 0:
    raise wrong("TRUSTED_PROXIES", "it can't be negative.")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
CSRF_FAILURE_VIEW = "armkrok.ui.views.form_expired"

# --- static files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = DEMO
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    # Outside of what is served: only views hand it out, to those who may see it.
    "material": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "file_permissions_mode": 0o640},
    },
}

# The largest file that somebody can leave. Both handlers below it keep what comes; the first stops what is too large.
UPLOAD_MB = read(env.int, "UPLOAD_MB", 25)
if not 1 <= UPLOAD_MB <= 500:
    raise wrong("UPLOAD_MB", "it must lie between 1 and 500.")
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# A run is approved with a tick for each member and year, and Django stops at a thousand by itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = [
    "armkrok.ui.uploads.NotTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- work in the background -----------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "armkrok",
    "orm": "default",
    "workers": 1,
    "timeout": 300,
    "retry": 360,
    "poll": 1,
    "max_attempts": 5,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 250,
    "label": "Background work",
}

# --- log ------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"hide_tokens": {"()": "armkrok.accounts.log.HideTokens"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_tokens"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# --- sign-in --------------------------------------------------------------------------------------------

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
# Names and addresses are the directory's; a user has none of its own.
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_ADAPTER = "armkrok.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6}
# Long enough for a mail server that lets strangers' letters wait.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip,200/h/ip"}
# Three guesses at each code of a million: asked for from everywhere at once, an address withstands it for years. What
# one computer may ask for is far less, so that nobody shuts out others by asking for codes in their name.
CODES_PER_ADDRESS = "100/d/key"
CODES_PER_ADDRESS_AND_COMPUTER = "5/15m/key,20/d/key"
ACCOUNT_FORMS = {
    "login": "armkrok.accounts.forms.SignInForm",
    "confirm_login_code": "armkrok.accounts.forms.CodeForm",
}
MFA_ADAPTER = "armkrok.accounts.adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Asked for by accounts.views.sign_in.fresh, which also serves those who have no passkey yet.
MFA_REAUTHENTICATION_REQUIRED = False
MFA_FORMS = {
    "add_webauthn": "armkrok.accounts.forms.PasskeyForm",
    "edit_webauthn": "armkrok.accounts.forms.PasskeyNameForm",
    "login_webauthn": "armkrok.accounts.forms.PasskeySignInForm",
}
# It would write on every page that anybody opens; see accounts.middleware.
USERSESSIONS_TRACK_ACTIVITY = False
