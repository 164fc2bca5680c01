"""What all letters of the networks have in common; each is called in the receiver's language."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message, post

from ..models import Enrolment, Network


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


def signed(network: Network) -> str:
    return f"{network.name}\n{network.team.organisation} · {network.team.name}\n{network.team.email}"


def page(network: Network) -> str:
    return settings.BASE_URL + reverse("web:network", args=[network.slug])


def about(enrolment: Enrolment) -> list[tuple[str, str]]:
    return [
        (_("Network"), enrolment.network.name),
        (_("Municipality or organisation"), enrolment.organisation.name),
    ]
