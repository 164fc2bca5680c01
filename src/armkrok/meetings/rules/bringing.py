"""Who brings whom (S15, S16)."""

import datetime as dt
import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from armkrok.directory.rules import search_text
from armkrok.networks.rules import Refusal


def _names_in(words: str) -> set[str]:
    return set(re.findall(r"\w+", search_text(words)))


def known_as_refusal(*, typed: str, known: str) -> None:
    """S16: an address that belongs to somebody else would get the invitation, and its owner's name would be told."""
    if not _names_in(typed) & _names_in(known):
        raise Refusal(
            _("Somebody with another name has this address. Look at the address and the name once more."),
            "S16",
            "email",
        )


def alone_refusal(why: str) -> None:
    """S15: coming alone is never refused, but why is asked."""
    if not why.strip():
        raise Refusal(_("Say why nobody comes along; those who run the network read it."), "S15", "why")


def bringing_refusal(*, coming: bool, begun: bool) -> None:
    """S15, S16: somebody is invited to come along, answers, or is called off until the meeting begins."""
    if not coming:
        raise Refusal(
            _("The meeting doesn't take place as it stands, so nobody can be brought along."), "S15"
        )
    if begun:
        raise Refusal(_("The meeting has begun, so nothing can be changed about who comes along."), "S15")


def role_refusal(role: str) -> None:
    """S16: a suggested role or one of one's own, but some role: it is why this person is asked."""
    if not role.strip():
        raise Refusal(_("Say in which role this person comes along."), "S16", "role")


def length_refusal(text: str, *, most: int, field: str) -> None:
    if len(text) > most:
        raise Refusal(_("This is too long; %(most)s characters at most.") % {"most": most}, field=field)


def called_off_refusal(*, called_off: bool) -> None:
    if called_off:
        raise Refusal(_("The invitation has been called off, so it can't be answered any more."), "S16")


def somebody_invited_refusal(*, invited: bool) -> None:
    if invited:
        raise Refusal(
            _("You have invited somebody. Call that off first, if nobody is to come along."), "S15", "why"
        )


def companion_refusal(*, is_oneself: bool, has_a_seat: bool, brought_by_another: bool) -> None:
    """S16: a companion comes with exactly one coordinator, and is no member who comes anyway."""
    if is_oneself:
        raise Refusal(_("This is your own address. Whom do you take along?"), "S16", "email")
    if has_a_seat:
        raise Refusal(_("This person has a seat at the meeting already."), "S16", "email")
    if brought_by_another:
        raise Refusal(_("Somebody else takes this person along already."), "S16", "email")


def companion_is_let_in(
    now: dt.datetime,
    *,
    opens: dt.datetime,
    ends: dt.datetime,
    closed: Sequence[tuple[dt.datetime, dt.datetime]],
) -> bool:
    """K21, S16: whether a companion is let into the online meeting: while it is on, but not to what is for members
    only."""
    return opens <= now < ends and not any(begins <= now < over for begins, over in closed)
