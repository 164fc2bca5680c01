"""What a mail is that has come in: an answer from a calendar, a letter that came back, somebody who is away, or
something for a person. Bytes in, values out; pure. Nothing that people wrote is kept of it."""

import email
import email.header
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mail
from email.utils import parseaddr
from enum import StrEnum

MOST_PARTS = 100
MOST_CALENDAR = 512 * 1024
MOST_TEXT = 4 * MOST_CALENDAR
MOST_HEADER = 5000  # what is longer was made to be slow to read
A_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,150}@[^<>\s@]{1,150}>")


class Kind(StrEnum):
    """The same words as in Received."""

    ANSWER = "answer"
    BOUNCE = "bounce"
    AWAY = "away"
    OTHER = "other"
    NOTHING = "nothing"


class Why(StrEnum):
    """Why a letter came back."""

    UNKNOWN = "unknown"
    FULL = "full"
    REFUSED = "refused"
    UNREACHED = "unreached"
    OTHER = "other"


@dataclass(frozen=True)
class Incoming:
    message_id: str
    kind: Kind
    sender: str = ""  # the address in From, in small letters
    about: tuple[str, ...] = ()  # Message-IDs of ours that it may answer, the likeliest first
    calendar: bytes = b""  # UTF-8
    failed: tuple[str, ...] = ()  # to whom it couldn't be delivered, as their server says
    why: Why = Why.OTHER
    forged: bool = False  # our own mail server says so


def classified(raw: bytes) -> Incoming:
    """Never fails: what can't be read is something for a person."""
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.compat32)
        return _classified(mail, _message_id(mail, raw))
    except Exception:  # broken in a way that the library doesn't expect
        return Incoming(_digest(raw), Kind.OTHER)


def _digest(raw: bytes) -> str:
    return f"<{hashlib.sha256(raw).hexdigest()}@none>"


def _message_id(mail: Mail, raw: bytes) -> str:
    """Its own, or one made from what it says: the same mail has the same one each time."""
    given = _header(mail, "Message-ID").strip()
    return given if given and len(given) <= 300 and given.isprintable() else _digest(raw)


def message_id_of(headers: bytes) -> str:
    """The same from the headers alone; empty when that can't be told from them."""
    try:
        given = _header(email.message_from_bytes(headers, policy=email.policy.compat32), "Message-ID").strip()
    except Exception:
        return ""
    return given if given and len(given) <= 300 and given.isprintable() else ""


def _header(mail: Mail, name: str) -> str:
    """What the first of that name says. Letters that aren't ASCII mustn't stand there bare, and do."""
    value = next((str(said) for key, said in mail.raw_items() if key.lower() == name.lower()), "")
    return " ".join(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())


def _classified(mail: Mail, message_id: str) -> Incoming:
    parts = list(_parts(mail))
    sender = _sender(mail)
    about = _ids(f"{_header(mail, 'In-Reply-To')} {_header(mail, 'References')}")[::-1]
    if calendar := _calendar(parts):
        return Incoming(message_id, Kind.ANSWER, sender, about, calendar, forged=is_forged(mail))
    if report := _report(mail, parts):
        return _of_report(report, parts, message_id, sender, about)
    if _is_receipt(mail):
        return Incoming(message_id, Kind.NOTHING, sender, about)
    if _is_away(mail):
        return Incoming(message_id, Kind.AWAY, sender, about)
    if bounced := _plain_bounce(mail, parts):
        failed, why = bounced
        return Incoming(message_id, Kind.BOUNCE, sender, about + _returned(parts), failed=failed, why=why)
    return Incoming(message_id, Kind.OTHER, sender, about)


_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')


def _sender(mail: Mail) -> str:
    """The one address in From, as mail servers read it that look whether it is forged; empty where that isn't clear.
    What is shown in front of it may look like an address, and is none."""
    given = [str(said) for key, said in mail.raw_items() if key.lower() == "from"]
    clear = len(given) == 1 and len(given[0]) <= MOST_HEADER
    words = _QUOTED.sub(" ", _header(mail, "From")) if clear else ""
    found = re.findall(r"<([^<>]*)>", words)
    address = (found[0] if len(found) == 1 else "" if found else words).strip().lower()
    return address if len(address) <= 254 and re.fullmatch(r"[^\s@<>,;:]+@[^\s@<>,;:]+", address) else ""


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(A_MESSAGE_ID.findall(text)))[:30]


def _parts(mail: Mail) -> Iterator[Mail]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        if all(
            len(str(part.get(name, ""))) <= MOST_HEADER for name in ("Content-Type", "Content-Disposition")
        ):
            yield part


def _text(part: Mail) -> str:
    """What a part says, whatever it says of its letters; that may be wrong."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    content = content[:MOST_TEXT]
    given = part.get_content_charset() or "utf-8"
    # Two that no mail is written in, and that take longer the more there is of it.
    for letters in ("utf-8" if given in ("punycode", "idna") else given, "utf-8"):
        try:
            return content.decode(letters)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", errors="replace")


# --- answers from calendars -----------------------------------------------------------------------------

_METHOD = re.compile(r"^METHOD:\s*(REPLY|COUNTER)\s*$", re.IGNORECASE | re.MULTILINE)


def _calendar(parts: list[Mail]) -> bytes:
    """The answer, wherever in the mail it is; empty when there is none. What asks (REQUEST, PUBLISH) isn't one."""
    for part in parts:
        name = str(part.get_filename() or "").lower()
        looks = part.get_content_type() in ("text/calendar", "application/ics", "text/x-vcalendar")
        if not looks and not name.endswith((".ics", ".vcs")):
            continue
        said = _text(part).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
        if len(said) > MOST_CALENDAR or "BEGIN:VCALENDAR" not in said.upper():
            continue
        # The object itself says what it is; a program that forgets to says it in the part's header.
        method = str(part.get_param("method") or "").upper()
        if _METHOD.search(said):
            return said.encode()
        if method in ("REPLY", "COUNTER") and "\nMETHOD:" not in said.upper():
            begin = re.search(r"BEGIN:VCALENDAR[ \t]*\n", said, re.IGNORECASE)
            if begin:
                return f"{said[: begin.end()]}METHOD:{method}\n{said[begin.end() :]}".encode()
    return b""


def is_forged(mail: Mail) -> bool:
    """What our own mail server wrote, which is the topmost of them; all others may have been brought along."""
    first = mail.get("Authentication-Results")
    if first is None:
        return False
    said = re.sub(r"\([^()]*\)", " ", " ".join(str(first).split())).lower()
    found = dict(re.findall(r"(?:^|;)\s*(dmarc|spf)\s*=\s*([a-z]+)", said))
    signed = set(re.findall(r"(?:^|;)\s*dkim\s*=\s*([a-z]+)", said))  # one for each signature
    if dmarc := found.get("dmarc"):
        return dmarc in ("fail", "permerror") if dmarc != "none" else False
    return found.get("spf") in ("fail", "softfail") and bool(signed) and signed <= {"fail", "permerror"}


# --- letters that come back -----------------------------------------------------------------------------


def _report(mail: Mail, parts: list[Mail]) -> Mail | None:
    """RFC 3464: the part for programs; some servers send it without saying multipart/report."""
    return next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)


def _of_report(
    report: Mail, parts: list[Mail], message_id: str, sender: str, about: tuple[str, ...]
) -> Incoming:
    blocks = (
        [block for block in report.get_payload() if isinstance(block, Mail)] if report.is_multipart() else []
    )
    told = [block for block in blocks if block.get("Action") or block.get("Final-Recipient")]
    failed = [block for block in told if _header(block, "Action").lower() in ("failed", "")]
    about = (*_returned(parts), *about)
    if told and not failed:
        return Incoming(message_id, Kind.NOTHING, sender, about)
    addresses = {
        _header(block, name).partition(";")[2].strip().strip("<>").lower()
        for block in failed
        for name in ("Original-Recipient", "Final-Recipient")
    }
    said = " ".join(f"{_header(b, 'Status')} {_header(b, 'Diagnostic-Code')}" for b in failed)
    status = next((_header(block, "Status") for block in failed if block.get("Status")), "")
    return Incoming(
        message_id,
        Kind.BOUNCE,
        sender,
        about,
        failed=tuple(sorted(addresses - {""})),
        why=_why(status, said),
    )


def _why(status: str, said: str) -> Why:
    code = re.search(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b", status) or re.search(
        r"\b([45])\.(\d{1,3})\.(\d{1,3})\b", said
    )
    first, second, third = code.groups() if code else ("", "", "")
    words = said.lower()
    if (second, third) == ("2", "2") or "mailbox full" in words or "over quota" in words:
        return Why.FULL
    if first == "5" and (second == "1" or (second, third) in (("2", "1"), ("4", "4"))):
        return Why.UNKNOWN
    if first == "5" and second == "7":
        return Why.REFUSED
    if first == "4":
        return Why.UNREACHED
    if re.search(r"unknown user|user unknown|no such (user|address|mailbox)|does ?n[o']t exist|550 ", words):
        return Why.UNKNOWN
    return Why.OTHER


def _returned(parts: list[Mail]) -> tuple[str, ...]:
    """The Message-IDs in what was returned: the whole letter, its headers, or a quotation of them."""
    found: list[str] = []
    for part in parts[1:]:
        if part.get("Message-ID"):
            found += _ids(_header(part, "Message-ID"))
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            headers = part.get_payload() if part.is_multipart() else _text(part)
            found += _quoted(str(headers[0]) if isinstance(headers, list) and headers else str(headers))
    if not found:
        for part in parts:
            if part.get_content_maintype() == "text" and not part.is_multipart():
                found += _quoted(_text(part))
    return tuple(dict.fromkeys(found))[:10]


def _quoted(text: str) -> list[str]:
    lines = re.findall(
        r"^[> \t]*Message-ID:[ \t]*\n?[> \t]*(<[^<>\s]+>)", text[:200_000], re.IGNORECASE | re.MULTILINE
    )
    return [line for line in lines if A_MESSAGE_ID.fullmatch(line)]


_FROM_MACHINE = re.compile(
    r"^(mailer-daemon|postmaster|mail-daemon|mail delivery|noreply-dmarc)", re.IGNORECASE
)
_UNDELIVERED = re.compile(
    r"undeliver|delivery (status notification|failure|has failed)|returned mail|mail delivery failed|"
    r"failure notice|kunde inte levereras|går inte att leverera|olevererbar|kunne ikke leveres|"
    r"ikke leveret|kunne ikke levert|ikke levert|toimittaminen epäonnistui|unzustellbar",
    re.IGNORECASE,
)
_LATE = re.compile(r"delay|försen|forsink|warning: could not send|viivästy|verzögert", re.IGNORECASE)


def _plain_bounce(mail: Mail, parts: list[Mail]) -> tuple[tuple[str, ...], Why] | None:
    """What older servers write in words of their own: qmail, Exim, some of Exchange's."""
    subject = _decoded(mail, "Subject")
    named = re.split(r"[\s<>,;]+", _header(mail, "X-Failed-Recipients"))
    failed = [address for address in named if re.fullmatch(r"[^@]+@[^@]+", address)]
    empty = _header(mail, "Return-Path") == "<>"
    machine = _FROM_MACHINE.match(parseaddr(_header(mail, "From")[:MOST_HEADER])[1] or "") or empty
    if _LATE.search(subject) or not (failed or (machine and _UNDELIVERED.search(subject))):
        return None
    said = " ".join(_text(part)[:4000] for part in parts if part.get_content_type() == "text/plain")
    return tuple(address.lower() for address in failed), _why("", said)


def _decoded(mail: Mail, name: str) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(_header(mail, name)[:MOST_HEADER])))
    except Exception:
        return _header(mail, name)[:MOST_HEADER]


# --- those who are away ---------------------------------------------------------------------------------

_AWAY = re.compile(
    r"^(re: |sv: |vs: |aw: )*(automatic reply|auto(matic)?[ -]?(reply|response)|out of (the )?office|"
    r"autosvar|automatiskt svar|automatisk svar|automaattinen vastaus|automatische antwort)",
    re.IGNORECASE,
)
# People write so too; what they write is read by people.
_AWAY_IF_A_MACHINE = re.compile(
    r"^(re: |sv: |vs: |aw: )*(frånvaro|frånvarande|ej på kontoret|ikke på kontoret|ikke til stede|fravær|"
    r"ute av kontoret|poissa|abwesen)",
    re.IGNORECASE,
)


def _is_away(mail: Mail) -> bool:
    """RFC 3834, and what was there before it. A newsletter is sent by a machine too, but answers nobody."""
    submitted = re.match(r"[a-z-]*", _header(mail, "Auto-Submitted").lower())
    said, subject = submitted[0] if submitted else "", _decoded(mail, "Subject").strip()
    if said == "auto-replied" or _AWAY.match(subject):
        return True
    if any(
        mail.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-AutoReply-From", "X-Mail-Autoreply")
    ):
        return True
    precedence = _header(mail, "Precedence").lower()
    by_a_machine = (
        said not in ("", "no")
        or precedence in ("bulk", "junk", "list")
        or bool(mail.get("X-Auto-Response-Suppress"))
        or _header(mail, "Return-Path") == "<>"
    )
    if by_a_machine and _AWAY_IF_A_MACHINE.match(subject):
        return True
    return bool(mail.get("In-Reply-To")) and precedence in ("auto_reply", "auto-reply")


def _is_receipt(mail: Mail) -> bool:
    """Somebody has opened or deleted a letter (RFC 8098). Nobody asked."""
    kind = str(mail.get_param("report-type") or "").lower()
    return mail.get_content_type() == "multipart/report" and kind == "disposition-notification"
