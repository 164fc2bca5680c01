"""When a guest is there, and when not (S20)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

MATERIAL_DAYS = 7  # how long after their slot a guest can leave something


def guest_time_refusal(*, going_on: bool, ends: dt.datetime, now: dt.datetime) -> None:
    """S20: nobody is invited to, or called off from, a time that is over or a meeting that isn't held."""
    if not going_on:
        raise Refusal(
            _("The meeting doesn't take place as it stands, so there is no time for a guest."), "S20"
        )
    if now >= ends:
        raise Refusal(_("This time is over already."), "S20", "item")


def guest_answer_refusal(*, called_off: bool, begins: dt.datetime, now: dt.datetime) -> None:
    if called_off:
        raise Refusal(_("The invitation has been called off. Write to those who run the network."), "S20")
    if now >= begins:
        raise Refusal(_("Your time has begun, so the answer can't be changed any more."), "S20")


def material_refusal(*, comes: bool, ends: dt.datetime, now: dt.datetime) -> None:
    """S20: the guest's page closes with the slot; what they leave may come a few days later."""
    if not comes:
        raise Refusal(_("Only guests who come leave material."), "S20")
    if now >= ends + dt.timedelta(days=MATERIAL_DAYS):
        raise Refusal(
            _("The time to leave material is over. Write to those who run the network."), "S20", "material"
        )


def is_on(slot: tuple[dt.datetime, dt.datetime], now: dt.datetime) -> bool:
    """S20: whether a guest's slot is on: from its first moment, and not at its last."""
    return slot[0] <= now < slot[1]
