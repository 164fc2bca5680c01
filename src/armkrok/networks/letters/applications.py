"""What is written about an application: to the applicant."""

from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day

from ..models import Enrolment
from .sending import about, signed


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
    if enrolment.begins_on:  # K38
        paragraphs.append(
            _("The membership begins with the next network year, on %(day)s.")
            % {"day": day(enrolment.begins_on)}
        )
    return Letter(
        subject=_("Your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=paragraphs,
        facts=about(enrolment),
        action=(_("See where the application stands"), address),
        after=[_("The link is yours alone. There you can also take the application back.")],
        sender=signed(enrolment.network),
    )


def application_link(enrolment: Enrolment, address: str) -> Letter:
    """A new link in place of one that has ended."""
    return Letter(
        subject=_("Your application to %(network)s") % {"network": enrolment.network.name},
        paragraphs=[_("Here is a new link to see where the application stands.")],
        facts=about(enrolment),
        action=(_("See where the application stands"), address),
        sender=signed(enrolment.network),
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
        facts=about(enrolment),
        sender=signed(enrolment.network),
    )
