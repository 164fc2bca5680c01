"""What the networks write: one function per letter, called in the receiver's language."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message, post
from armkrok.ui.templatetags.ui import day

from .models import Appointment, Enrolment, Network, State, Step, Withdrawal


def send(
    person: Person,
    write: Callable[[], Letter],
    *,
    network: Network,
    key: str,
    thread: str,
    at: dt.datetime,
    automatic: bool = True,
    hold_seconds: int = 0,
) -> Message:
    """Into the outbox, in the person's language or the network's, answers going to the team."""
    return post(
        person.as_receiver(network.language),
        write,
        key=key,
        thread=thread,
        at=at,
        automatic=automatic,
        hold_seconds=hold_seconds,
        sender_name=network.team.organisation.name,
        reply_to=network.team.email,
        team_number=network.team_id,
    )


def _signed(network: Network) -> str:
    return f"{network.name}\n{network.team.organisation} · {network.team.name}\n{network.team.email}"


def _page(network: Network) -> str:
    return settings.BASE_URL + reverse("web:network", args=[network.slug])


def _about(enrolment: Enrolment) -> list[tuple[str, str]]:
    return [
        (_("Network"), enrolment.network.name),
        (_("Municipality or organisation"), enrolment.organisation.name),
    ]


def received(enrolment: Enrolment, address: str, appointer: Person | None) -> Letter:
    """To the applicant: it has arrived, what happens now, where to see how it goes."""
    paragraphs = [_("Thank you. We have received your application.")]
    if appointer:
        paragraphs.append(
            _(
                "We have asked %(name)s to confirm the appointment. The secretariat then decides, and we write to you."
            )
            % {"name": appointer.name}
        )
    else:
        paragraphs.append(_("The secretariat decides, and we write to you."))
    return Letter(
        subject=_("Your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=paragraphs,
        facts=_about(enrolment),
        action=(_("See where the application stands"), address),
        after=[_("The link is yours alone. There you can also take the application back.")],
        sender=_signed(enrolment.network),
    )


def application_link(enrolment: Enrolment, address: str) -> Letter:
    """A new link in place of one that has ended."""
    return Letter(
        subject=_("Your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=[_("Here is a new link to see where the application stands.")],
        facts=_about(enrolment),
        action=(_("See where the application stands"), address),
        sender=_signed(enrolment.network),
    )


def received_again(enrolment: Enrolment, *, forwarded: bool, already: bool, own_word: bool) -> Letter:
    """To somebody who applies for a municipality that has applied or is a member already."""
    if already:
        next_step = _("You have been put forward already. You hear from us when it has been answered.")
    elif forwarded and own_word:
        next_step = _("Another mail asks you to confirm that it is you. Then you take part.")
    elif forwarded:
        next_step = _(
            "We have sent your wish to take part to the one who appoints in your municipality. You hear from us when "
            "they have answered."
        )
    else:
        next_step = _(
            "We don't know who else appoints in your municipality. Answer this mail and tell us who it is."
        )
    return Letter(
        subject=_("%(organisation)s and %(network)s")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=[
            _(
                "%(organisation)s has already applied to this network or is a member of it, so there is one enrolment "
                "and not two."
            )
            % {"organisation": enrolment.organisation.name},
            next_step,
        ],
        facts=_about(enrolment),
        sender=_signed(enrolment.network),
    )


def waits_for_the_secretariat(appointment: Appointment) -> Letter:
    """To the applicant: one of two has said yes."""
    return Letter(
        subject=_("Confirmed: %(name)s in %(network)s")
        % {"name": appointment.person.name, "network": appointment.network.name},
        paragraphs=[
            _("%(name)s has been confirmed by the one who appoints in %(organisation)s.")
            % {"name": appointment.person.name, "organisation": appointment.organisation.name},
            _("The secretariat now decides, and we write to you."),
        ],
        sender=_signed(appointment.network),
    )


def confirm_appointment(appointment: Appointment, address: str, predecessor: Appointment | None) -> Letter:
    """To the one who appoints: is this person the one? (S9)"""
    network, person = appointment.network, appointment.person
    paragraphs = [
        _(
            "%(name)s has been put forward to speak for %(organisation)s in %(network)s. You are the one who appoints."
        )
        % {"name": person.name, "organisation": appointment.organisation.name, "network": network.name},
        network.summary,
    ]
    if predecessor:
        paragraphs.append(
            _("If you confirm, the appointment of %(name)s ends.") % {"name": predecessor.person.name}
        )
    facts = [(_("Name"), person.name)]
    if appointment.title:
        facts.append((_("Title"), appointment.title))
    if appointment.responsibilities:
        facts.append((_("Responsibilities"), appointment.responsibilities))
    return Letter(
        subject=_("Please confirm: %(name)s in %(network)s") % {"name": person.name, "network": network.name},
        paragraphs=paragraphs,
        facts=facts,
        action=(_("Answer here"), address),
        after=[_("You don't need to sign in. The link is yours alone and opens this question only.")],
        sender=_signed(network),
    )


def confirm_own_address(appointment: Appointment, address: str) -> Letter:
    """Where the applicant's word is enough: is it really you?"""
    return Letter(
        subject=_("Please confirm your application to %(network)s") % {"network": appointment.network.name},
        paragraphs=[
            _("Somebody, hopefully you, has applied on behalf of %(organisation)s with your address.")
            % {"organisation": appointment.organisation.name}
        ],
        action=(_("Answer here"), address),
        sender=_signed(appointment.network),
    )


def appointed(appointment: Appointment, address: str) -> Letter:
    """To the one who was appointed: the common task (S10)."""
    network = appointment.network
    paragraphs = [
        _("You now speak for %(organisation)s in %(network)s.")
        % {"organisation": appointment.organisation.name, "network": network.name},
        network.summary,
    ]
    if appointment.appointer:
        paragraphs.insert(1, _("%(name)s has named you.") % {"name": appointment.appointer.name})
    if network.common_task:
        paragraphs += [
            _("You have different titles and responsibilities. This is what all of you do:"),
            network.common_task,
        ]
    return Letter(
        subject=_("You have been appointed to %(network)s") % {"network": network.name},
        paragraphs=paragraphs,
        action=(_("Confirm the common task") if network.common_task else _("See your appointment"), address),
        after=[_("Sign in with a code by mail to see the other members and your own page.")],
        sender=_signed(network),
    )


def appointment_confirmed(appointment: Appointment, address: str) -> Letter:
    """A receipt to the one who appoints, with the link to name somebody else later."""
    if appointment.enrolment.state != State.ACTIVE:
        return Letter(
            subject=_("Confirmed: %(name)s in %(network)s")
            % {"name": appointment.person.name, "network": appointment.network.name},
            paragraphs=[_("Thank you."), _("The secretariat now decides, and we write to you.")],
            action=(_("See who is put forward"), address),
            sender=_signed(appointment.network),
        )
    return Letter(
        subject=_("Appointed: %(name)s in %(network)s")
        % {"name": appointment.person.name, "network": appointment.network.name},
        paragraphs=[
            _("Thank you. %(name)s speaks for %(organisation)s in %(network)s from %(date)s.")
            % {
                "name": appointment.person.name,
                "organisation": appointment.organisation.name,
                "network": appointment.network.name,
                "date": day(appointment.from_on),
            }
        ],
        action=(_("Appoint somebody else, or one more"), address),
        after=[_("Keep this mail: the link works for a year, whenever somebody starts or leaves.")],
        sender=_signed(appointment.network),
    )


def appointment_declined(appointment: Appointment) -> Letter:
    return Letter(
        subject=_("Not appointed to %(network)s") % {"network": appointment.network.name},
        paragraphs=[
            _("The one who appoints in %(organisation)s has answered that %(name)s is not appointed.")
            % {"organisation": appointment.organisation.name, "name": appointment.person.name},
            *([_("Reason: %(why)s") % {"why": appointment.why}] if appointment.why else []),
        ],
        sender=_signed(appointment.network),
    )


def succeeded(appointment: Appointment) -> Letter:
    """To the predecessor: thanks."""
    return Letter(
        subject=_("Your appointment to %(network)s has ended") % {"network": appointment.network.name},
        paragraphs=[
            _("Your appointment for %(organisation)s ended on %(date)s. Thank you for taking part.")
            % {"organisation": appointment.organisation.name, "date": day(appointment.last_on)}
        ],
        sender=_signed(appointment.network),
    )


def naming(enrolment: Enrolment, address: str, *, vacant: bool) -> Letter:
    """To the one who appoints: who speaks for the municipality? `vacant` when somebody has just left (S9)."""
    if vacant:
        paragraphs = [
            _("An appointment has ended, and nobody has been named to follow. The membership goes on.")
        ]
    else:
        paragraphs = [
            _("Here is a new link to see who speaks for the municipality, and to name somebody else.")
        ]
    return Letter(
        subject=_("Who speaks for %(organisation)s in %(network)s?")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=paragraphs,
        action=(_("Appoint somebody"), address),
        sender=_signed(enrolment.network),
    )


def question(step: Step, address: str) -> Letter:
    enrolment = step.enrolment
    return Letter(
        subject=_("A question about your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=[_("Before we decide we would like to know:"), step.why],
        facts=_about(enrolment),
        action=(_("Answer here"), address),
        sender=_signed(enrolment.network),
    )


def approved(step: Step, address: str) -> Letter:
    """Approved; the appointment is still to be confirmed."""
    enrolment = step.enrolment
    return Letter(
        subject=_("Approved: %(organisation)s in %(network)s")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=[
            _("The secretariat has approved the application."),
            _(
                "One thing is left: the one who appoints in your municipality must confirm. The membership begins then."
            ),
        ],
        action=(_("See where the application stands"), address),
        sender=_signed(enrolment.network),
    )


def welcome(enrolment: Enrolment, task: str) -> Letter:
    """To everybody who is now part of it; `task` is where the appointed read the common task (S10)."""
    network = enrolment.network
    paragraphs = [
        _("%(organisation)s is a member of %(network)s from %(date)s.")
        % {
            "organisation": enrolment.organisation.name,
            "network": network.name,
            "date": day(enrolment.starts_on),
        },
        _("The membership goes on from year to year until the municipality withdraws."),
        _("Sign in with a code by mail to see the other members and your own page."),
    ]
    page = settings.BASE_URL + reverse("networks:me")
    if task:
        paragraphs.insert(
            1, _("You speak for %(organisation)s.") % {"organisation": enrolment.organisation.name}
        )
    if task and network.common_task:
        paragraphs += [
            _("You have different titles and responsibilities. This is what all of you do:"),
            network.common_task,
        ]
    return Letter(
        subject=_("Welcome to %(network)s") % {"network": network.name},
        paragraphs=paragraphs,
        action=(_("Confirm the common task"), task)
        if task and network.common_task
        else (_("To your page"), page),
        after=[page] if task and network.common_task else [],
        sender=_signed(network),
    )


def refused(step: Step) -> Letter:
    enrolment = step.enrolment
    paragraphs = [
        _("The secretariat has considered the application and has answered no, for this reason:"),
        step.why,
    ]
    action = None
    if step.guided_to:
        paragraphs.append(_("Another network fits better: %(network)s.") % {"network": step.guided_to.name})
        action = (_("Look at that network"), _page(step.guided_to))
    return Letter(
        subject=_("Your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=paragraphs,
        facts=_about(enrolment),
        action=action,
        after=[_("You can answer this mail if you have questions.")],
        sender=_signed(enrolment.network),
    )


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
        sender=_signed(enrolment.network),
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
        sender=_signed(enrolment.network),
    )


def withdrawal_dropped(withdrawal: Withdrawal) -> Letter:
    """To those who have a receipt in hand: it doesn't count any more."""
    enrolment = withdrawal.enrolment
    return Letter(
        subject=_("%(organisation)s stays in %(network)s")
        % {"organisation": enrolment.organisation.name, "network": enrolment.network.name},
        paragraphs=[_("The withdrawal has been dropped, and the membership goes on as before.")],
        facts=[(_("Receipt that no longer counts"), withdrawal.receipt)] if withdrawal.receipt else [],
        sender=_signed(enrolment.network),
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
        sender=_signed(enrolment.network),
    )
