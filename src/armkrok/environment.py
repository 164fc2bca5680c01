"""What an installation says of itself, read from the environment. A wrong value stops the start with a sentence that says
which setting is wrong and why.
"""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

env = Env(prefix="ARMKROK_")


def wrong(name: str, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The setting ARMKROK_{name} is wrong: {why}")


def taken_apart(name: str, address: str) -> SplitResult:
    """An address in its parts; its port is a number or none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise wrong(name, "it can't be read as an address.") from None
    try:
        _ = parts.port
    except ValueError:
        raise wrong(name, "the port in it is not a number from 0 to 65535.") from None
    return parts


def read(kind: Callable[..., Any], name: str, default: Any) -> Any:
    try:
        return kind(name, default)
    except EnvError as error:
        raise wrong(name, str(error).removeprefix(f'Environment variable "ARMKROK_{name}" ')) from error


def secret_key(data: Path) -> str:
    """The given key, or one made at the first start and kept beside the data, readable by its owner only."""
    given = read(env.str, "SECRET_KEY", "")
    if given:
        if len(given) < 40:
            raise wrong("SECRET_KEY", "it is shorter than 40 characters and could be guessed.")
        return given
    kept = data / "secret-key"
    if not kept.exists() or not kept.stat().st_size:
        # Whole before it is there: nobody reads half a key, of two who start at once the first one's stays, and an
        # empty file, left by a full disk, is replaced.
        descriptor, new = tempfile.mkstemp(prefix="secret-key.", dir=data)  # readable by its owner only
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        if kept.exists() and not kept.stat().st_size:
            kept.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            os.link(new, kept)
        os.unlink(new)
    return kept.read_text()


def database(data: Path) -> dict[str, Any]:
    """SQLite beside the data, or PostgreSQL, as Django names it."""
    url = read(env.str, "DATABASE_URL", f"sqlite:///{data / 'armkrok.sqlite3'}")
    parts = taken_apart("DATABASE_URL", url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") if parts.path.startswith("//") else parts.path,
            "OPTIONS": {
                # A transaction that begins by reading and goes on to write fails at once under WAL when
                # another has written meanwhile, whatever the time-out. One that begins as a writer waits.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
            },
            # A file, as in real life: in memory, two threads can't wait for each other.
            "TEST": {"NAME": str(data / "test.sqlite3")},
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            # What stands behind the question mark goes to PostgreSQL as it is: ?sslmode=require
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise wrong("DATABASE_URL", "it begins with neither sqlite:/// nor postgresql://.")


def smtp() -> dict[str, Any]:
    """The mail server, as Django names it."""
    parts = taken_apart("SMTP_URL", read(env.str, "SMTP_URL", "smtp://localhost:25"))
    if parts.scheme not in ("smtp", "smtp+starttls", "smtps") or not parts.hostname:
        raise wrong(
            "SMTP_URL",
            "it must look like smtp://host:25, smtp+starttls://user:word@host:587 or smtps://host.",
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+starttls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def imap(url: str) -> dict[str, Any]:
    """Where what comes in is read: the mailbox of MAIL_FROM. Empty when there is none."""
    if not url:
        return {}
    parts = taken_apart("IMAP_URL", url)
    ports = {"imap": 143, "imap+starttls": 143, "imaps": 993}
    if parts.scheme not in ports or not parts.hostname or not parts.username or not parts.password:
        raise wrong(
            "IMAP_URL",
            "it must look like imaps://user:word@host/INBOX; imap+starttls:// and imap:// are there too.",
        )
    return {
        "how": parts.scheme,
        "host": parts.hostname,
        "port": parts.port or ports[parts.scheme],
        "user": unquote(parts.username),
        "word": unquote(parts.password),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }


def access_point(url: str, token: str, *, demo: bool) -> str:
    """Where e-invoices are handed over: a folder, or an address of an access point. Empty when there is none."""
    if not url:
        return ""
    parts = taken_apart("EINVOICE_URL", url)
    here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    more = parts.query or parts.fragment or parts.username is not None
    if parts.scheme == "file" and not parts.hostname and parts.path.startswith("/") and not more:
        return url
    if not (parts.scheme == "https" or (parts.scheme == "http" and here)) or not parts.hostname or more:
        raise wrong("EINVOICE_URL", "it must look like file:///srv/einvoices or https://host/path.")
    if demo and not here:
        raise wrong("EINVOICE_URL", "nothing leaves a demo; it can use a folder (file:///…).")
    if not token or not re.fullmatch(r"[\x21-\x7e]+", token):
        raise wrong("EINVOICE_TOKEN", "an access point at an address asks for one, without spaces.")
    return url
