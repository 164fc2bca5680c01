"""What calendar programs answer, each in its own way (RFC 5545, 5546), and whom it is believed of."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.meetings.calendar_replies import Reply, read_reply
from armkrok.meetings.rules.replies import ReplyFacts, Verdict, verdict

UID = "0f9c2a3e-6f62-4f3c-9d0c-6f5f3a3f4e11"

OUTLOOK = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=ACCEPTED;CN="Ærø, Åse":mailto:Ase.Aero@Example.org
COMMENT;LANGUAGE=sv-SE:Jag kommer\\, men lite sent\\nHälsningar
UID:{UID}
SUMMARY;LANGUAGE=sv-SE:Accepterat: Haller for alle
DTSTART;TZID=W. Europe Standard Time:20270909T093000
DTEND;TZID=W. Europe Standard Time:20270909T153000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20270602T080000Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:1
LOCATION;LANGUAGE=sv-SE:Svendborg
X-MICROSOFT-CDO-APPT-SEQUENCE:1
X-MICROSOFT-CDO-OWNERAPPTID:0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
END:VCALENDAR
"""
GOOGLE = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20270909T073000Z
DTEND:20270909T133000Z
DTSTAMP:20270602T080000Z
ORGANIZER;CN=KL:mailto:armkrok@networks.example.org
UID:{UID}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=ase.ae
 ro@example.org;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="Semester: tyvärr; vi ses":mailto:ase.aero@example.org
CREATED:20270601T080000Z
DESCRIPTION:
LAST-MODIFIED:20270602T080000Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:Haller for alle
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
APPLE = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Apple Inc.//macOS 14.5//EN
METHOD:REPLY
CALSCALE:GREGORIAN
BEGIN:VEVENT
TRANSP:OPAQUE
DTEND;TZID=Europe/Copenhagen:20270909T153000
ORGANIZER;CN="KL":mailto:armkrok@networks.example.org
UID:{UID}
DTSTAMP:20270602T080000Z
SEQUENCE:0
ATTENDEE;CN="Åse Ærø";CUTYPE=INDIVIDUAL;EMAIL="ase.aero@example.org";PARTST
 AT=TENTATIVE;ROLE=REQ-PARTICIPANT;SCHEDULE-STATUS="2.0;Success":/aMjAxNjA/principal/
SUMMARY:Haller for alle
END:VEVENT
END:VCALENDAR
"""


def read(text: str, letters: str = "utf-8") -> Reply:
    reply = read_reply(text.replace("\n", "\r\n").encode(letters))
    assert reply
    return reply


@pytest.mark.parametrize(
    ("text", "partstat", "sequence"),
    [(OUTLOOK, "ACCEPTED", 1), (GOOGLE, "DECLINED", 0), (APPLE, "TENTATIVE", 0)],
)
def test_each_program_says_the_same_in_its_own_way(text: str, partstat: str, sequence: int) -> None:
    for as_written in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text):
        reply = read_reply(as_written.encode())
        assert reply
        assert (reply.method, reply.uid, reply.sequence) == ("REPLY", UID, sequence)
        assert (reply.attendee, reply.partstat) == ("ase.aero@example.org", partstat)
        assert reply.stamped_at == dt.datetime(2027, 6, 2, 8, tzinfo=dt.UTC)


def test_a_comment_is_a_line() -> None:
    assert read(OUTLOOK).comment == "Jag kommer, men lite sent Hälsningar"
    assert read(GOOGLE).comment == "Semester: tyvärr; vi ses"
    assert read(OUTLOOK).name == "Ærø, Åse"
    assert read(OUTLOOK, "cp1252").name == "Ærø, Åse"


def test_a_secretary_writes_in_somebodys_name() -> None:
    reply = read(GOOGLE.replace("X-NUM-GUESTS=0", 'SENT-BY="mailto:Kansli@example.org"'))
    assert (reply.sent_by, reply.attendee) == ("kansli@example.org", "ase.aero@example.org")


def test_it_is_handed_on() -> None:
    handed_on = GOOGLE.replace("DECLINED", "DELEGATED").replace(
        "X-NUM-GUESTS=0", 'DELEGATED-TO="mailto:bo@example.org"'
    )
    assert read(handed_on).delegated_to == "bo@example.org"
    for nobody in ("b..o@example.org", "bö@example.org", "bo@", "bo"):
        assert read(handed_on.replace("bo@example.org", nobody)).delegated_to == ""


def test_another_time_is_proposed() -> None:
    reply = read(OUTLOOK.replace("METHOD:REPLY", "METHOD:COUNTER"))
    assert (reply.method, reply.proposed) == ("COUNTER", "2027-09-09 09:30 – 2027-09-09 15:30")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BEGIN:VCALENDAR\n",
        GOOGLE.replace("METHOD:REPLY", "METHOD:REQUEST"),
        GOOGLE.replace(f"UID:{UID}\n", ""),
        GOOGLE.replace(UID, "x" * 300),
        GOOGLE.replace("PARTSTAT=DECLINED", "PARTSTAT=NEEDS-ACTION"),
        GOOGLE.replace("PARTSTAT=DECLINED", "PARTSTAT=NONSENSE"),
        GOOGLE[: GOOGLE.index("ATTENDEE")] + GOOGLE[GOOGLE.index("CREATED") :],
    ],
)
def test_what_says_nothing_is_none(text: str) -> None:
    assert read_reply(text.encode()) is None


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: (OUTLOOK[:300] + text).encode()))
def test_nothing_that_comes_breaks_it(raw: bytes) -> None:
    read_reply(raw)


@given(st.integers(0, len(GOOGLE)), st.text(max_size=20))
def test_nothing_that_is_put_into_one_breaks_it(at: int, text: str) -> None:
    reply = read_reply((GOOGLE[:at] + text + GOOGLE[at:]).encode())
    assert reply is None or reply.attendee == "" or "@" in reply.attendee


# --- whom it is believed of -----------------------------------------------------------------------------

ASE, BO = "ase@kommun.se", "bo@kommun.se"
NOON = dt.datetime(2027, 6, 2, 12, tzinfo=dt.UTC)
TRUE = ReplyFacts(
    sender=ASE,
    attendee=ASE,
    name="Åse Ærø",
    sent_by="",
    partstat="ACCEPTED",
    stamped_at=NOON,
    sequence=1,
    forged=False,
    invited=frozenset({ASE}),
    invited_name="Åse Ærø",
    sequence_told=1,
    newest_at=None,
    substitutes=True,
    same_house=False,
)
ELSEWHERE = {"attendee": "x@elsewhere.se", "sender": "x@elsewhere.se", "name": "X"}
BOS = {"attendee": BO, "sender": BO, "name": "Bo"}


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, Verdict.FOLLOW),
        ({"partstat": "DECLINED"}, Verdict.FOLLOW),
        ({"sequence": 2}, Verdict.FOLLOW),
        # a secretary writes in their name
        ({"sender": BO, "sent_by": BO}, Verdict.FOLLOW),
        ({"sender": "x@elsewhere.se", "sent_by": BO}, Verdict.DOUBTFUL),
        ({"sender": "x@elsewhere.se", "sent_by": "x@elsewhere.se"}, Verdict.DOUBTFUL),  # says so of itself
        (BOS | {"sender": "x@elsewhere.se", "sent_by": "x@elsewhere.se"}, Verdict.DOUBTFUL),
        # another address, or forged
        ({"sender": BO}, Verdict.DOUBTFUL),
        ({"forged": True}, Verdict.DOUBTFUL),
        # twice, or after something newer
        ({"newest_at": NOON}, Verdict.PASSED_OVER),
        ({"newest_at": NOON + dt.timedelta(seconds=1)}, Verdict.PASSED_OVER),
        ({"newest_at": NOON - dt.timedelta(seconds=1)}, Verdict.FOLLOW),
        # the meeting has moved since
        ({"sequence": 0}, Verdict.MOVED),
        ({"sequence": 0, "sender": BO}, Verdict.DOUBTFUL),
        # a substitute answers
        (BOS, Verdict.SUBSTITUTE),
        (BOS | {"partstat": "DECLINED"}, Verdict.DOUBTFUL),
        # the same person with two addresses, as far as anybody can tell
        (BOS | {"name": "åse  ærø"}, Verdict.DOUBTFUL),
        (BOS | {"name": "Ærø, Åse (Kultur)"}, Verdict.DOUBTFUL),
        (BOS | {"name": ""}, Verdict.DOUBTFUL),
        (BOS | {"name": BO}, Verdict.DOUBTFUL),
        (BOS | {"name": "", "same_house": True}, Verdict.SUBSTITUTE),  # somebody else's address
        (BOS | {"name": "Åse Berg"}, Verdict.SUBSTITUTE),
        (ELSEWHERE, Verdict.DOUBTFUL),
        (ELSEWHERE | {"same_house": True}, Verdict.SUBSTITUTE),
        (BOS | {"forged": True}, Verdict.DOUBTFUL),
        (BOS | {"substitutes": False}, Verdict.NOTHING),  # a guest's, say
        (
            {
                "invited": frozenset({"ase@gmail.com"}),
                "attendee": "bo@gmail.com",
                "sender": "bo@gmail.com",
                "name": "Bo",
            },
            Verdict.DOUBTFUL,
        ),
        # it is handed on
        ({"partstat": "DELEGATED", "delegated_to": BO}, Verdict.SUBSTITUTE),
        ({"partstat": "DELEGATED", "delegated_to": "x@elsewhere.se"}, Verdict.DOUBTFUL),
        ({"partstat": "DELEGATED"}, Verdict.NOTHING),
        # another time is proposed
        ({"counter": True, "partstat": "TENTATIVE"}, Verdict.FOLLOW),
        (BOS | {"counter": True}, Verdict.NOTHING),
    ],
)
def test_it_is_believed_where_it_can_be(how: dict, said: Verdict) -> None:
    what, why = verdict(dataclasses.replace(TRUE, **how))
    assert what == said
    assert bool(why) == (what == Verdict.DOUBTFUL)
