"""What is written to a guest, and about one."""

import datetime as dt

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day

from ..models import Guest, GuestState, Meeting, Timed
from .sending import hours, send, signed, where, zone_words


def _in_short(guest: Guest, timed: Timed) -> list[tuple[str, str]]:
    """The link to an online meeting isn't there: the application hands it out while the time is on (S20)."""
    meeting: Meeting = guest.meeting
    return [
        (_("Your time"), hours(timed.starts, timed.ends)),
        (_("Whose time"), zone_words(meeting)),
        (_("Where"), where(meeting)),
        (_("In the programme"), timed.item.title),
        (_("The focus that it serves"), guest.focus),
    ]


def about_time(guest: Guest, timed: Timed, what: str, link: PersonalLink, *, at: dt.datetime) -> None:
    """To the guest, with their own time: the invitation ("invited"), the new time ("moved"), the link anew ("link")."""
    send(
        guest.person,
        lambda: {"invited": _invited, "moved": _moved, "link": _link}[what](guest, timed, link.address()),
        meeting=guest.meeting,
        guest=guest,
        key=f"guest-{guest.pk}:{what}:{link.pk}",
        thread=guest.thread,
        at=at,
        automatic=what == "link",
    )


def _invited(guest: Guest, timed: Timed, address: str) -> Letter:
    meeting = guest.meeting
    return Letter(
        subject=_("Invitation as a guest: %(meeting)s, %(date)s")
        % {"meeting": meeting.title, "date": day(meeting.day)},
        paragraphs=[
            _("The network %(network)s would like to hear you on “%(title)s”.")
            % {"network": meeting.network.name, "title": timed.item.title},
            *([guest.brief] if guest.brief else []),
            _("You come for this part of the meeting, and leave it afterwards. It costs nothing."),
        ],
        facts=_in_short(guest, timed),
        action=(_("Yes or no, and all that you need to know"), address),
        after=[
            _(
                "You don't need to sign in. Behind the link you also leave your material, and join online while your "
                "time is on."
            )
        ],
        sender=signed(meeting.network),
    )


def _moved(guest: Guest, timed: Timed, address: str) -> Letter:
    meeting = guest.meeting
    return Letter(
        subject=_("Your new time: %(meeting)s") % {"meeting": meeting.title},
        paragraphs=[
            _("The programme has changed, and with it the time at which you are our guest."),
            _("If the new time doesn't suit you, say so behind the link."),
        ],
        facts=_in_short(guest, timed),
        action=(_("Your page"), address),
        sender=signed(meeting.network),
    )


def _link(guest: Guest, timed: Timed, address: str) -> Letter:
    meeting = guest.meeting
    return Letter(
        subject=_("Your link: %(meeting)s") % {"meeting": meeting.title},
        paragraphs=[_("Here is a new link to your page as a guest.")],
        facts=_in_short(guest, timed),
        action=(_("Your page"), address),
        sender=signed(meeting.network),
    )


def answered(guest: Guest, timed: Timed, *, at: dt.datetime) -> None:
    """To whoever invited the guest. Answers go to the guest."""
    meeting, who = guest.meeting, guest.person
    comes = guest.state == GuestState.CONFIRMED

    def write() -> Letter:
        words = {"name": who.name, "meeting": meeting.title}
        return Letter(
            subject=(
                _("%(name)s comes as a guest: %(meeting)s")
                if comes
                else _("%(name)s can't come: %(meeting)s")
            )
            % words,
            paragraphs=[
                _("%(name)s comes for “%(title)s”.") % {"name": who.name, "title": timed.item.title}
                if comes
                else _("%(name)s can't come for “%(title)s”.")
                % {"name": who.name, "title": timed.item.title},
                *([_("Reason: %(why)s") % {"why": guest.why}] if guest.why else []),
            ],
            facts=[(_("Time"), hours(timed.starts, timed.ends))],
            sender=signed(meeting.network),
        )

    send(
        guest.invited_by,
        write,
        meeting=meeting,
        key=f"guest-{guest.pk}:answered:{at:%Y%m%d%H%M%S%f}",
        thread=meeting.thread,
        at=at,
        automatic=False,
        sender_name=who.name,
        reply_to=who.email,
    )


def called_off(guest: Guest, timed: Timed, *, at: dt.datetime) -> None:
    """To the guest: it isn't needed after all."""
    meeting = guest.meeting
    send(
        guest.person,
        lambda: Letter(
            subject=_("You don't need to come: %(meeting)s") % {"meeting": meeting.title},
            paragraphs=[
                _("We have called your part of the meeting off, so you don't need to come."),
                *([_("Reason: %(why)s") % {"why": guest.why}] if guest.why else []),
                _("If you have questions, answer this mail."),
            ],
            facts=[
                (_("It was to be"), hours(timed.starts, timed.ends)),
                (_("In the programme"), timed.item.title),
            ],
            sender=signed(meeting.network),
        ),
        meeting=meeting,
        guest=guest,
        key=f"guest-{guest.pk}:called-off",
        thread=guest.thread,
        at=at,
        automatic=False,
    )
