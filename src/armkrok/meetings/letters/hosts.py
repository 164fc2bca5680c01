"""What is written about offers to host or to present, and to those who host."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import post
from armkrok.ui.templatetags.ui import day

from ..models import Hosting, HostOffer
from ..models.hosting import ANSWER_WITHIN_DAYS, What
from .sending import facts, page, send, signed


def for_when(offer: HostOffer) -> str:
    """The meeting with its day, or the part of the year."""
    if offer.meeting:
        return f"{offer.meeting.title}, {day(offer.meeting.day)}"
    return f"{offer.get_season_display()} {offer.year or ''}".strip()


def _facts(offer: HostOffer) -> list[tuple[str, str]]:
    return [
        (_("From"), offer.organisation.name),
        (_("Offer"), str(offer.get_what_display())),
        (_("When"), for_when(offer)),
    ]


def _to_the_team(offer: HostOffer, what: str, write: Callable[[], Letter], at: dt.datetime) -> None:
    team = offer.network.team
    post(
        Receiver(team.email, offer.network.language, str(team)),
        write,
        key=f"{offer.thread}:{what}:team",
        thread=offer.thread,
        at=at,
        team_number=team.pk,
    )


def offered(offer: HostOffer, number: int, *, by: Person, at: dt.datetime) -> None:
    """To the team: somebody offers, and waits for an answer; told anew when other words are sent, by `number`."""
    address = settings.BASE_URL + reverse("meetings:host_offer_answer", args=[offer.network.slug, offer.pk])
    _to_the_team(
        offer,
        f"made:{number}",
        lambda: Letter(
            subject=_("%(organisation)s offers something: %(network)s")
            % {"organisation": offer.organisation.name, "network": offer.network.name},
            paragraphs=[
                _("%(name)s, %(organisation)s, has made an offer.")
                % {"name": by.name, "organisation": offer.organisation.name},
                *([offer.message] if offer.message else []),
                _("Every offer gets an answer, within %(days)s days.") % {"days": ANSWER_WITHIN_DAYS},
            ],
            facts=_facts(offer),
            action=(_("Answer the offer"), address),
        ),
        at,
    )


def offer_withdrawn(offer: HostOffer, *, by: Person, at: dt.datetime) -> None:
    """To the team: nothing is to be answered any more."""
    _to_the_team(
        offer,
        "withdrawn",
        lambda: Letter(
            subject=_("%(organisation)s has taken the offer back: %(network)s")
            % {"organisation": offer.organisation.name, "network": offer.network.name},
            paragraphs=[_("%(name)s has taken the offer back.") % {"name": by.name}],
            facts=_facts(offer),
        ),
        at,
    )


def offer_answered(offer: HostOffer, *, at: dt.datetime) -> None:
    """K28: to whoever offered."""

    def write() -> Letter:
        if not offer.accepted:
            words = _("Thank you for the offer. This time we can't take it up.")
        elif offer.what == What.HOST:
            words = _("Thank you for the offer to host. We are glad to take it up.")
        else:
            words = _("Thank you for the offer to present something. We are glad to take it up.")
        return Letter(
            subject=_("About your offer: %(network)s") % {"network": offer.network.name},
            paragraphs=[words, *([offer.answer] if offer.answer else [])],
            facts=_facts(offer),
            action=(_("To the meeting"), page(offer.meeting)) if offer.meeting else None,
            sender=signed(offer.network),
        )

    send(
        offer.made_by,
        write,
        network=offer.network,
        key=f"{offer.thread}:answered",
        thread=offer.thread,
        at=at,
        automatic=False,
    )


def named(hosting: Hosting, link: PersonalLink, *, at: dt.datetime) -> None:
    """To the host's contact: thank you, and here is what you need."""
    meeting = hosting.meeting
    assert hosting.contact  # noqa: S101 (asked by the caller)
    send(
        hosting.contact,
        lambda: Letter(
            subject=_("You host: %(meeting)s") % {"meeting": meeting.title},
            paragraphs=[
                _("%(organisation)s hosts the meeting. Thank you!")
                % {"organisation": hosting.organisation.name},
                _(
                    "The link shows you how many come, what is to be prepared and who does what. There you say in "
                    "which house and room it is, and what you want to tell in your own slot."
                ),
                *([hosting.brief] if hosting.brief else []),
            ],
            facts=facts(meeting),
            action=(_("To your page as the host"), link.address()),
            after=[
                _("You don't need to sign in. The link is yours alone, and works until the meeting is over.")
            ],
            sender=signed(meeting.network),
        ),
        meeting=meeting,
        key=f"hosting-{hosting.pk}:named:{link.pk}",
        thread=f"hosting-{hosting.pk}",
        at=at,
    )


def no_longer_host(hosting: Hosting, *, at: dt.datetime, why: str = "") -> None:
    """To the contact of who hosted until now."""
    if hosting.contact:
        _not_any_more(hosting, hosting.contact, "ended", at, why)


def no_longer_contact(hosting: Hosting, person: Person, *, at: dt.datetime) -> None:
    """To the one who looked after it, when another at the host's does."""
    _not_any_more(hosting, person, "passed-on", at)


def _not_any_more(hosting: Hosting, person: Person, what: str, at: dt.datetime, why: str = "") -> None:
    meeting = hosting.meeting

    def write() -> Letter:
        said = (
            _("%(organisation)s doesn't host the meeting any more.")
            if what == "ended"
            else _("Somebody else at %(organisation)s looks after the meeting now.")
        ) % {"organisation": hosting.organisation.name}
        return Letter(
            subject=_("About hosting: %(meeting)s") % {"meeting": meeting.title},
            paragraphs=[
                said,
                *([_("Reason: %(why)s") % {"why": why}] if why else []),
                _(
                    "There is nothing more for you to prepare, and your link to the host's page has ended. Thank you for "
                    "what you have done."
                ),
                _("If that is a mistake, answer this mail."),
            ],
            facts=facts(meeting),
            sender=signed(meeting.network),
        )

    send(
        person,
        write,
        meeting=meeting,
        key=f"hosting-{hosting.pk}:{what}:{person.pk}:{at:%Y%m%d%H%M%S%f}",
        thread=f"hosting-{hosting.pk}",
        at=at,
        automatic=False,
    )
