"""Where somebody is signed in. We keep the kind of browser and when it was last here, not its address."""

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import devices

NO_ADDRESS = "0.0.0.0"  # noqa: S104 (allauth's column must hold an address)


@dataclass(frozen=True)
class SignedIn:
    number: int
    device: str
    since: dt.datetime
    seen_at: dt.datetime
    is_this: bool


def keep_little(request: HttpRequest) -> None:
    """allauth has noted the network address and all that the browser says of itself. Keep what its owner can use."""
    UserSession.objects.filter(session_key=request.session.session_key).update(
        ip=NO_ADDRESS, user_agent=devices.recognise(request.headers.get("User-Agent", ""))
    )


def note_use(request: HttpRequest) -> None:
    """This session is in use now. Whoever came in by another door than ours gets their row here."""
    key, now = request.session.session_key, timezone.now()
    if not UserSession.objects.filter(session_key=key).update(last_seen_at=now):
        device = devices.recognise(request.headers.get("User-Agent", ""))
        row = UserSession(user_id=request.user.pk, session_key=key, ip=NO_ADDRESS, user_agent=device)
        UserSession.objects.bulk_create([row], ignore_conflicts=True)


def of(user_number: int | None, this_key: str | None) -> list[SignedIn]:
    """Running sessions of a user, this one first, then the most recent."""
    running = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    known = UserSession.objects.filter(user_id=user_number, session_key__in=running).order_by("-last_seen_at")
    found = [
        SignedIn(
            number=session.pk,
            device=devices.in_words(session.user_agent),
            since=session.created_at,
            seen_at=session.last_seen_at,
            is_this=session.session_key == this_key,
        )
        for session in known
    ]
    return sorted(found, key=lambda session: not session.is_this)


@transaction.atomic
def end(
    person: Person, *, by: Person, at: dt.datetime, only: int | None = None, but: str | None = None
) -> int:
    """End one session of the person's, or all but the one with the key `but`. Returns how many ended."""
    ending = UserSession.objects.filter(user__person=person)
    if only is not None:
        ending = ending.filter(pk=only)
    if but is not None:
        ending = ending.exclude(session_key=but)
    ended = _end(ending)
    if ended:
        record("session.ended", [person], by=by, at=at, sessions=ended)
    return ended


def end_silently(person: Person) -> None:
    """When the person is erased, the journal doesn't get another entry about them."""
    _end(UserSession.objects.filter(user__person=person))


def _end(ending: QuerySet[UserSession]) -> int:
    keys = list(ending.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ending.delete()
    return len(keys)


def forget_ended() -> None:
    """Rows of sessions that have run out."""
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
