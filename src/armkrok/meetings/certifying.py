"""A certificate for whoever was at a meeting and wants one: a fact of the list of attendance, with no signature."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.networks import sentences
from armkrok.ui.printing import pdf
from armkrok.ui.templatetags.ui import day

from .letters import words
from .models import Attendance, CameAs, Companion, Meeting, State, timetable
from .printed import head, hours_said
from .templatetags.meetings import length_of


def certificate(meeting: Meeting, person: Person, *, on: dt.date | None = None) -> bytes:
    """That this person was at a meeting that was held: a PDF in the network's language, issued on that day. A guest was
    there for their own hours (S20). Raises Attendance.DoesNotExist for whoever wasn't there."""
    row = certified(meeting, person)
    with translation.override(meeting.network.language):
        organiser = meeting.network.team.organisation.name
        data = head(meeting) | {
            "name": person.name,
            "organisation": _came_from(row),
            "said": _("was a guest at") if row.came_as == CameAs.GUEST else _("took part in"),
            "facts": _facts(meeting, row),
            "issued": _issued(organiser, meeting.network.team.name, on),
            "not-signed": _("From the network's list of attendance. Valid without a signature."),
            "words": {"certificate": _("Certificate of attendance")},
        }
        title = f"{_('Certificate of attendance')} · {person.name}"
        return pdf(
            "meetings/certificate",
            data,
            title=title,
            language=meeting.network.language,
            author=organiser,
            on=on,
        )


def certified(meeting: Meeting, person: Person) -> Attendance:
    """What the certificate goes by. Raises Attendance.DoesNotExist for whoever wasn't there, and until the meeting is
    marked held."""
    if meeting.state != State.HELD:
        raise Attendance.DoesNotExist
    return meeting.attendances.here().select_related("organisation").get(person=person)


def _came_from(row: Attendance) -> str:
    """Where somebody works; for a companion and a guest what they said themselves."""
    if row.came_as == CameAs.COMPANION:
        brought = Companion.objects.confirmed().filter(
            assignment__meeting=row.meeting_id, person=row.person_id
        )
        return brought.values_list("workplace", flat=True).first() or ""
    if row.came_as == CameAs.GUEST:
        guest = row.meeting.guests.standing().filter(person=row.person_id).first()
        return guest.workplace if guest else ""
    return row.organisation.name if row.organisation else ""


def _facts(meeting: Meeting, row: Attendance) -> list[tuple[str, str]]:
    when, minutes = words.when(meeting), meeting.minutes
    if row.came_as == CameAs.GUEST:
        invited = set(meeting.guests.standing().filter(person=row.person_id).values_list("item", flat=True))
        if own := [timed for timed in timetable(meeting) if timed.item.pk in invited]:
            when = f"{day(meeting.day, 'full')}, {hours_said(own)}"
            minutes = sum(timed.item.minutes for timed in own)
    return [
        (_("When"), when),
        (_("Length"), length_of(minutes, "long")),
        (_("Where"), words.where(meeting)),
        (_("Network"), meeting.network.name),
        (
            _("Convener"),
            sentences.joined(team.organisation.name for team in meeting.network.facilitating_teams),
        ),
    ]


def _issued(organiser: str, team: str, on: dt.date | None) -> str:
    by = f"{organiser}, {team}"
    if on is None:
        return _("Issued by %(team)s") % {"team": by}
    return _("Issued on %(date)s by %(team)s") % {"date": day(on), "team": by}
