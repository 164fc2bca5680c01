"""E-invoices are handed to an access point, which carries them to the receiver: through a folder, or an address.

    point = of_the_settings()
    reference = point.send(document)         # raises NotSent, NeverSent or AccessPointGone
    state, reason = point.status(document, reference)

What is sent is named by its issuer and its number, for ever. Sending the same twice sends it once: whoever was stopped
in between may try again without asking what became of it.
"""

import contextlib
import hashlib
import json
import os
import re
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

TIMEOUT = 20
SECONDS_TO_ANSWER = 60
MOST_BYTES = 64 * 1024  # of an answer
LONGEST_REASON = 2000


class NotSent(Exception):
    """Not this time: it is tried again."""


class NeverSent(NotSent):
    """Trying again would be in vain: the access point doesn't take this document."""


class AccessPointGone(NotSent):
    """It can't be reached, or doesn't let us in. It isn't this document's fault, and others would fare no better."""


class Status(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    REJECTED = "rejected"


@dataclass(frozen=True)
class EInvoice:
    """`issuer` is the seller's registration number."""

    issuer: str
    number: str
    xml: bytes

    @property
    def name(self) -> str:
        return f"{safe(self.issuer)}-{safe(self.number, besides='-')}"


def safe(text: str, besides: str = "") -> str:
    """As a part of a file's name or an address: letters, digits, and "_" with two hexadecimal digits for each byte of
    anything else. Two different texts are never written alike."""
    kept = set(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + besides.encode())
    return "".join(chr(byte) if byte in kept else f"_{byte:02x}" for byte in text.encode())


class AccessPoint(Protocol):
    def send(self, document: EInvoice) -> str:
        """Hand it over, once however often it is called. Returns what the access point calls it."""
        ...

    def status(self, document: EInvoice, reference: str) -> tuple[Status, str]:
        """What has become of it, and the reason when it was rejected. Raises AccessPointGone."""
        ...


def of_the_settings() -> AccessPoint | None:
    """The one that ARMKROK_EINVOICE_URL names; None when there is none."""
    if not settings.EINVOICE_URL:
        return None
    parts = urlsplit(settings.EINVOICE_URL)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    return Address(settings.EINVOICE_URL.rstrip("/"), settings.EINVOICE_TOKEN)


# --- a folder -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Folder:
    """<issuer>-<number>.xml, which another program takes away. That one may say what became of it in a file of the same
    name that ends in .received or .rejected, with the reason in it.

    Three steps, so that a stop between any two is seen for what it is: the whole document under a name with a dot
    before it, a mark that says which document it is, the right name. Where the mark is and the first name isn't, it was
    handed over, even if it has been taken away meanwhile.
    """

    path: Path

    def send(self, document: EInvoice) -> str:
        try:
            return self._send(document)
        except OSError as error:
            raise AccessPointGone(error.strerror or type(error).__name__) from error

    def _send(self, document: EInvoice) -> str:
        name = document.name
        final, part, mark = (
            self.path / f"{name}.xml",
            self.path / f".{name}.part",
            self.path / f".{name}.sent",
        )
        digest = hashlib.sha256(document.xml).hexdigest()
        if mark.exists():
            if mark.read_text() != digest:
                raise NeverSent(_OTHER)
            if part.exists():  # we were stopped just before the last step
                self._put(part, final)
            return name
        if final.exists() and final.read_bytes() != document.xml:
            raise NeverSent(_OTHER)
        if final.exists() or any(
            (self.path / f"{name}.{answer}").exists() for answer in ("received", "rejected")
        ):
            return name
        _write(part, document.xml)
        half = self.path / f".{name}.mark"
        _write(half, digest.encode())
        half.rename(mark)  # never half a mark
        _keep_names(self.path)
        self._put(part, final)
        return name

    def _put(self, part: Path, final: Path) -> None:
        part.rename(final)
        _keep_names(self.path)

    def status(self, document: EInvoice, reference: str) -> tuple[Status, str]:
        try:
            rejected = self.path / f"{document.name}.rejected"
            if rejected.exists():
                with rejected.open("rb") as file:
                    said = file.read(MOST_BYTES).decode("utf-8", errors="replace")
                return Status.REJECTED, _reason(said)
            received = (self.path / f"{document.name}.received").exists()
        except OSError as error:
            raise AccessPointGone(error.strerror or type(error).__name__) from error
        return (Status.RECEIVED if received else Status.SENT), ""


_OTHER = gettext_noop("Another document with this number has been handed to the access point before.")


def _write(path: Path, content: bytes) -> None:
    """On the disk when this returns; read by the owner and the group only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _keep_names(folder: Path) -> None:
    """The names in a folder are on the disk. Not every file system can say so."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# --- an address -----------------------------------------------------------------------------------------------


class _StayHere(urllib.request.HTTPRedirectHandler):
    """An invoice and a token go where the settings say and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


@dataclass(frozen=True)
class Address:
    """PUT <address>/<issuer>/<number> with the document; GET …/status says {"status": "sent", "reason": ""}."""

    address: str
    token: str

    def send(self, document: EInvoice) -> str:
        where = self._where(document)
        headers = {"Content-Type": "application/xml; charset=utf-8", "Idempotency-Key": document.name}
        code, said = self._ask("PUT", where, document.xml, headers)
        if 200 <= code < 300:
            return _text(said, "reference")[:200] or document.name
        if code == 409:  # it has that number already: an earlier attempt had reached it
            return document.name
        words = f"{code} {_reason(_text(said, 'reason'))}".strip()
        if code in (400, 413, 415, 422):
            raise NeverSent(words)
        if code in (408, 425, 429):
            raise NotSent(words)
        raise AccessPointGone(words)  # it doesn't let us in, it is elsewhere, or it is out of order

    def status(self, document: EInvoice, reference: str) -> tuple[Status, str]:
        code, said = self._ask("GET", f"{self._where(document)}/status")
        if code == 404:  # it doesn't know yet
            return Status.SENT, ""
        if code != 200:
            raise AccessPointGone(str(code))
        try:
            status = Status(_text(said, "status"))
        except ValueError:
            raise AccessPointGone(gettext_noop("Its answer can't be understood.")) from None
        return status, _reason(_text(said, "reason"))

    def _where(self, document: EInvoice) -> str:
        return f"{self.address}/{safe(document.issuer)}/{safe(document.number, besides='-')}"

    def _ask(
        self, method: str, where: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """The answer's code and what it says; certificates are checked, and redirects aren't followed."""
        # The settings let in https, and http on this machine only.
        request = urllib.request.Request(where, body, headers or {}, method=method)  # noqa: S310
        secure = urllib.request.HTTPSHandler(context=ssl.create_default_context())
        opener = urllib.request.build_opener(_StayHere, secure)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Accept", "application/json")
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                return answer.status, _whole(answer)
        except urllib.error.HTTPError as error:
            with error:
                try:
                    return error.code, _whole(error)
                except (OSError, HTTPException):
                    return error.code, b""
        except (OSError, HTTPException) as error:  # a URLError is an OSError
            reason = getattr(error, "reason", error)
            raise AccessPointGone(f"{type(reason).__name__}: {reason}"[:LONGEST_REASON]) from error


def _whole(answer: HTTPResponse | urllib.error.HTTPError) -> bytes:
    """What it says, up to a limit, in bytes and in seconds: one byte at a time could go on for ever."""
    began, said = time.monotonic(), b""
    while len(said) < MOST_BYTES:
        more = answer.read1(4096)
        if not more:
            break
        said += more
        if time.monotonic() - began > SECONDS_TO_ANSWER:
            raise TimeoutError(gettext_noop("The answer took too long."))
    return said[:MOST_BYTES]


def _text(said: bytes, name: str) -> str:
    """A text of the answer's JSON; "" where there is none."""
    try:
        answer: Any = json.loads(said)
    except ValueError:
        return ""
    value = answer.get(name) if isinstance(answer, dict) else None
    return value if isinstance(value, str) else ""


def _reason(said: str) -> str:
    """In the access point's words, without what can't be seen."""
    lines = (" ".join(line.split()) for line in re.split(r"[\r\n]+", said))
    plain = "\n".join(line for line in lines if line)
    return "".join(c for c in plain if c == "\n" or c.isprintable())[:LONGEST_REASON]
