"""What the staff answer, and the welcome."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day

from ..models import Enrolment, Step
from .sending import about, page, signed


def question(step: Step, address: str) -> Letter:
    enrolment = step.enrolment
    return Letter(
        subject=_("A question about your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=[_("Before we decide we would like to know:"), step.why],
        facts=about(enrolment),
        action=(_("Answer here"), address),
        sender=signed(enrolment.network),
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
        sender=signed(enrolment.network),
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
        sender=signed(network),
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
        action = (_("Look at that network"), page(step.guided_to))
    return Letter(
        subject=_("Your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=paragraphs,
        facts=about(enrolment),
        action=action,
        after=[_("You can answer this mail if you have questions.")],
        sender=signed(enrolment.network),
    )
