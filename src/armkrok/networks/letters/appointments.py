"""What is written about an appointment: to the one who appoints, the appointed, and the applicant (S9, S10)."""

from django.utils.translation import gettext as _

from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day

from ..models import Appointment, Enrolment, State
from .sending import signed


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
        sender=signed(appointment.network),
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
        sender=signed(network),
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
        sender=signed(appointment.network),
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
        sender=signed(network),
    )


def appointment_confirmed(appointment: Appointment, address: str) -> Letter:
    """A receipt to the one who appoints, with the link to name somebody else later."""
    if appointment.enrolment.state != State.ACTIVE:
        return Letter(
            subject=_("Confirmed: %(name)s in %(network)s")
            % {"name": appointment.person.name, "network": appointment.network.name},
            paragraphs=[_("Thank you."), _("The secretariat now decides, and we write to you.")],
            action=(_("See who is put forward"), address),
            sender=signed(appointment.network),
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
        sender=signed(appointment.network),
    )


def appointment_declined(appointment: Appointment) -> Letter:
    return Letter(
        subject=_("Not appointed to %(network)s") % {"network": appointment.network.name},
        paragraphs=[
            _("The one who appoints in %(organisation)s has answered that %(name)s is not appointed.")
            % {"organisation": appointment.organisation.name, "name": appointment.person.name},
            *([_("Reason: %(why)s") % {"why": appointment.why}] if appointment.why else []),
        ],
        sender=signed(appointment.network),
    )


def succeeded(appointment: Appointment) -> Letter:
    """To the predecessor: thanks."""
    return Letter(
        subject=_("Your appointment to %(network)s has ended") % {"network": appointment.network.name},
        paragraphs=[
            _("Your appointment for %(organisation)s ended on %(date)s. Thank you for taking part.")
            % {"organisation": appointment.organisation.name, "date": day(appointment.last_on)}
        ],
        sender=signed(appointment.network),
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
        sender=signed(enrolment.network),
    )
