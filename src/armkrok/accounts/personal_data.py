"""What signing in and personal links know of a person."""

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from armkrok.directory.models import Person

from . import devices, sessions
from .models import PersonalLink, User


def export(person: Person) -> dict[str, Any]:
    user = User.objects.filter(person=person).first()
    return {
        "last signed in": user.last_login if user else None,
        "passkeys": [
            {"name": str(key), "added": key.created_at, "last used": key.last_used_at}
            for key in Authenticator.objects.filter(user__person=person).order_by("created_at")
        ],
        "signed in": [
            {
                "device": devices.in_words(session.user_agent),
                "since": session.created_at,
                "last seen": session.last_seen_at,
            }
            for session in UserSession.objects.filter(user__person=person).order_by("created_at")
        ],
        "personal links": [
            {"task": link.task, "made": link.made_at, "ends": link.ends_at, "revoked": link.revoked_at}
            for link in PersonalLink.objects.filter(person=person).order_by("made_at")
        ],
    }


@transaction.atomic
def erase(person: Person, *, at: dt.datetime) -> None:
    """Sign the person out everywhere; no way in is left, and no trace of the ways that there were."""
    sessions.end_silently(person)
    User.objects.filter(person=person).delete()
    PersonalLink.objects.filter(person=person).delete()
