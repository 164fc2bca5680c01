"""Whom one can step in as. They are people of the demo world, found by their address."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Member:
    name: str  # as in the address /demo/as/<name>/
    email: str
    who: Any
    what: Any  # what one finds as this person
    begins_at: str = "networks:me"


_DECIDES = "web:today"

CAST = {
    member.name: member
    for member in [
        Member(
            "kl-secretariat",
            "konsulent.kl@example.org",
            _("Secretariat, KL"),
            _("runs three networks and answers those who apply"),
            _DECIDES,
        ),
        Member(
            "skane-secretariat",
            "utvecklare.region-skane@example.org",
            _("Secretariat, Region Skåne"),
            _("runs the network of coordinators for children and young people"),
            _DECIDES,
        ),
        Member(
            "bkf-facilitator",
            "facilitator.bkf@example.org",
            _("Facilitator, BKF"),
            _("runs Art in public space with equal rights"),
            _DECIDES,
        ),
        Member(
            "coordinator-hoor",
            "kultursamordnare.hoor@example.org",
            _("Coordinator, Höör"),
            _("speaks for Höör since 2021"),
        ),
        Member(
            "coordinator-svendborg",
            "idraetskonsulent.svendborg@example.org",
            _("Coordinator, Svendborg"),
            _("is a new member, and hasn't answered the first invitation"),
        ),
        Member(
            "coordinator-esbjerg",
            "strategisk-medarbejder-pa-idraetsomradet.esbjerg@example.org",
            _("Coordinator, Esbjerg"),
            _("sends two others each time, and hosts the meeting after next"),
        ),
        Member(
            "host-randers",
            "medarbejder-i-byplanlaegning.randers@example.org",
            _("Host, Randers"),
            _("hosts the next meeting on leisure facilities, and gets it ready"),
        ),
        Member(
            "manager-svendborg",
            "kultur-og-fritidschef.svendborg@example.org",
            _("Manager, Svendborg"),
            _("appoints, and needs no more than the link in the mail"),
        ),
        Member(
            "manager-bjuv",
            "kulturchef.bjuv@example.org",
            _("Manager, Bjuv"),
            _("has been asked to confirm an appointment"),
        ),
        Member(
            "applicant-fredensborg",
            "kulturleder.fredensborg@example.org",
            _("Applicant, Fredensborg"),
            _("has been asked a question by the secretariat"),
        ),
        Member(
            "contact-koge",
            "idraetschef.koge@example.org",
            _("Contact, Køge"),
            _("has withdrawn; the seats last until the end of the year"),
        ),
        Member(
            "outsider",
            "kulturstrateg.trelleborg@example.org",
            _("Outsider, Trelleborg"),
            _("works in a municipality that has not joined"),
        ),
    ]
}
