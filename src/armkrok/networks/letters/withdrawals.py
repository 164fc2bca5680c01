"""What is written when a member leaves (K36)."""

import datetime as dt

from django.utils.translation import gettext as _

from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day

from ..models import Enrolment, Withdrawal
from .sending import signed


def confirm_withdrawal(withdrawal: Withdrawal, address: str, last_day: dt.date) -> Letter:
    """To the member's contact: is it meant? (K36)"""
    enrolment = withdrawal.enrolment
    return Letter(
        subject=_("Please confirm: %(organisation)s withdraws from %(network)s")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=[
            _(
                "%(name)s has asked to withdraw %(organisation)s from the network. Nothing happens until you confirm."
            )
            % {"name": withdrawal.asked_by.name, "organisation": enrolment.organisation.name},
            _("If you confirm today, the last day of membership is %(date)s.") % {"date": day(last_day)},
        ],
        facts=[(_("Reason given"), withdrawal.why)] if withdrawal.why else [],
        action=(_("Confirm or keep the membership"), address),
        sender=signed(enrolment.network),
    )


def withdrawal_receipt(withdrawal: Withdrawal) -> Letter:
    enrolment = withdrawal.enrolment
    assert withdrawal.effect_on  # noqa: S101 (a receipt follows a confirmation)
    return Letter(
        subject=_("Receipt: %(organisation)s withdraws from %(network)s")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=[
            _(
                "The withdrawal is confirmed. Until %(date)s everything goes on as before: your seats stay yours."
            )
            % {"date": day(withdrawal.effect_on)},
            _("No network year after that is opened or charged."),
        ],
        facts=[
            (_("Receipt number"), withdrawal.receipt),
            (_("Asked by"), withdrawal.asked_by.name),
            (_("Confirmed by"), withdrawal.contact.name),
            (_("Member until"), day(withdrawal.effect_on)),
        ],
        sender=signed(enrolment.network),
    )


def withdrawal_dropped(withdrawal: Withdrawal) -> Letter:
    """To those who have a receipt in hand: it doesn't count any more."""
    enrolment = withdrawal.enrolment
    return Letter(
        subject=_("%(organisation)s stays in %(network)s")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=[_("The withdrawal has been dropped, and the membership goes on as before.")],
        facts=[(_("Receipt that no longer counts"), withdrawal.receipt)] if withdrawal.receipt else [],
        sender=signed(enrolment.network),
    )


def ended(enrolment: Enrolment) -> Letter:
    return Letter(
        subject=_("%(organisation)s has left %(network)s")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=[
            _("The membership ended on %(date)s, as confirmed. Thank you for the time together.")
            % {"date": day(enrolment.ends_on)},
            _("You are welcome back whenever you like."),
        ],
        sender=signed(enrolment.network),
    )
