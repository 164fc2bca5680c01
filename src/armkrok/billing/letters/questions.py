"""To a member: what an invoice still needs. To whoever asked: it has been answered."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.mail.letter import Letter
from armkrok.networks.letters.sending import about, send, signed
from armkrok.networks.models import Enrolment

from ..models import InvoicingQuestion
from ..rules.invoicing import Fault


def ask(
    question: InvoicingQuestion, found: list[Fault], link: PersonalLink, *, first: bool, at: dt.datetime
) -> None:
    enrolment = question.enrolment
    send(
        question.person,
        lambda: _question(enrolment, found, link, first=first),
        network=enrolment.network,
        key=f"invoicing-question:{question.pk}",
        thread=_thread(enrolment),
        at=at,
        automatic=question.asked_by_id is None,
    )


def _thread(enrolment: Enrolment) -> str:
    return f"invoicing-{enrolment.pk}"


def _question(enrolment: Enrolment, found: list[Fault], link: PersonalLink, *, first: bool) -> Letter:
    words = {"organisation": enrolment.organisation.name, "network": enrolment.network.name}
    if first:
        subject = _("Where shall invoices to %(organisation)s go?") % words
        opening = (
            _("%(organisation)s is a member of %(network)s. We want to send you an invoice, and can't yet.")
            % words
        )
    else:
        subject = _("Again: where shall invoices to %(organisation)s go?") % words
        opening = (
            _(
                "We wrote to you before: we want to send %(organisation)s an invoice for %(network)s, and can't yet."
            )
            % words
        )
    paragraphs = [opening, *(str(reason(fault, enrolment)) for fault in found)]
    paragraphs.append(
        _("It takes a minute: there is a short form behind the link, and what you write is checked at once.")
    )
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        facts=about(enrolment),
        action=(_("Say where invoices go"), link.address()),
        after=[
            _("The link is yours alone, and you don't need to sign in. It works for 60 days."),
            _("Does somebody else know this? Answer this mail and tell us who."),
        ],
        sender=signed(enrolment.network),
    )


def reason(fault: Fault, enrolment: Enrolment) -> str:
    """What is missing or wrong, and why it is needed."""
    if fault.field == "buyer_reference":
        return _("Your reference is missing. Without one your invoice system sends the invoice back.")
    if fault.missing and not enrolment.e_address:
        if enrolment.organisation.country == "DK":
            return _("The e-invoice address is missing: the EAN number of the department that pays.")
        return _("The e-invoice address is missing. Public authorities take invoices only as e-invoices.")
    words = {"address": enrolment.e_address, "fault": fault.words}
    return (
        _("The e-invoice address that we have, %(address)s, can't be right. %(fault)s We don't guess at it.")
        % words
    )


def link_again(enrolment: Enrolment, link: PersonalLink, *, at: dt.datetime) -> None:
    """A new link in place of one that has ended."""
    send(
        link.person,
        lambda: Letter(
            subject=_("Where shall invoices to %(organisation)s go?")
            % {"organisation": enrolment.organisation.name},
            paragraphs=[_("Here is a new link to say where invoices go.")],
            facts=about(enrolment),
            action=(_("Say where invoices go"), link.address()),
            sender=signed(enrolment.network),
        ),
        network=enrolment.network,
        key=f"invoicing-link:{link.pk}",
        thread=_thread(enrolment),
        at=at,
    )


def answered(
    question: InvoicingQuestion, asker: Person, by: Person, enrolment: Enrolment, *, at: dt.datetime
) -> None:
    """To whoever asked. The numbers themselves stand on the page and not in a mail."""
    page = settings.BASE_URL + reverse("billing:invoicing", args=[enrolment.network.slug, enrolment.pk])

    def write() -> Letter:
        words = {"name": by.name, "organisation": enrolment.organisation.name}
        return Letter(
            subject=_("%(organisation)s has said where invoices go") % words,
            paragraphs=[
                _("%(name)s has filled in what was missing. The numbers have the right check digits.")
                % words,
                _("%(organisation)s comes along in the next invoice run.") % words,
            ],
            facts=about(enrolment),
            action=(_("See it"), page),
            sender=signed(enrolment.network),
        )

    send(
        asker,
        write,
        network=enrolment.network,
        key=f"invoicing-question:{question.pk}:answered:{asker.pk}",
        thread=_thread(enrolment),
        at=at,
    )
