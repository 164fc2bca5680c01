"""What came into the network's own mailbox: an answer from another address, somebody who is away, a letter that came back.

Each is a mail as programs write them, and is understood by what reads the mailbox.
"""

import datetime as dt
from email.utils import formataddr

from armkrok.directory.models import Person
from armkrok.mail import inbox
from armkrok.mail.classifying import classified
from armkrok.mail.models import Message
from armkrok.meetings import replying
from armkrok.meetings.models import CalendarEntry, Meeting

ANSWER = """\
From: {written_by}
To: {organiser}
Subject: Accepteret: {title}
Message-ID: <{number}@mail.example.net>
MIME-Version: 1.0
Content-Type: text/calendar; charset=utf-8; method=REPLY
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
PRODID:-//Example//Calendar//DA
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp}
ATTENDEE;CN="{name}";PARTSTAT={partstat}:mailto:{address}
COMMENT:{comment}
END:VEVENT
END:VCALENDAR
"""
AWAY = """\
From: {written_by}
To: {organiser}
Subject: Automatisk svar: {subject}
Message-ID: <{number}@mail.example.net>
In-Reply-To: {about}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Jeg holder ferie og er tilbage om to uger.
"""
CAME_BACK = """\
From: Mail Delivery System <MAILER-DAEMON@mail.example.net>
To: {organiser}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mail.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

The mail system couldn't deliver your message.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--part
Content-Type: message/rfc822-headers

Message-ID: {about}
To: {address}

--part--
"""
ORGANISER = "invitationer@example.org"


def answers_from_another_address(
    meeting: Meeting, person: Person, sender: str, comment: str, *, at: dt.datetime
) -> None:
    """Yes, from an address that wasn't invited: people decide whether it is theirs."""
    entry = CalendarEntry.objects.get(meeting=meeting, person=person, guest=None)
    mail = ANSWER.format(
        name=person.name,
        written_by=formataddr((person.name, sender)),
        organiser=ORGANISER,
        title=meeting.title,
        number=f"answer-{entry.pk}",
        uid=entry.uid,
        sequence=entry.sequence,
        stamp=f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        partstat="ACCEPTED",
        address=person.email,
        comment=comment,
    )
    read = classified(mail.encode())
    # The mailbox is read by the clock on the wall; this was some days ago.
    replying.receive(read.calendar, sender=read.sender, message_id=read.message_id, forged=read.forged, at=at)


def is_away(letter: Message, *, at: dt.datetime) -> None:
    _about(AWAY, letter, at)


def comes_back(letter: Message, *, at: dt.datetime) -> None:
    _about(CAME_BACK, letter, at)


def _about(mail: str, letter: Message, at: dt.datetime) -> None:
    written = mail.format(
        written_by=formataddr((letter.to_name, letter.to_address)),
        address=letter.to_address,
        organiser=ORGANISER,
        subject=letter.subject,
        number=f"about-{letter.pk}",
        about=letter.message_id,
    )
    inbox.take(written.encode(), now=at)


def newest_letter(meeting: Meeting, address: str) -> Message:
    """The last that somebody got about this meeting."""
    return Message.objects.filter(thread=meeting.thread, to_address=address).latest("pk")
