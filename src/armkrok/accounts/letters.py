"""What sign-in writes to people."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import Message, post


def mail_code(person: Person, code: str, *, at: dt.datetime) -> None:
    """To the address that the directory has, not to the one that was typed."""
    _post(person.as_receiver(get_language() or ""), lambda: _code(code), at=at, secret=True)


def pretend_to_mail_code(address: str, *, at: dt.datetime) -> None:
    """The work of mailing a code without the mail, so that the answer to an unknown address takes as long."""
    with transaction.atomic():
        _post(Receiver(address, get_language() or ""), lambda: _code("000-000"), at=at, secret=True)
        transaction.set_rollback(True)


def tell_of_passkey(person: Person, name: str, *, added: bool, at: dt.datetime) -> None:
    """Whoever has taken over a session could add a key of their own, so its owner hears of it."""
    write = (lambda: _passkey_added(name)) if added else (lambda: _passkey_removed(name))
    _post(person.as_receiver(get_language() or ""), write, at=at)


def _post(
    receiver: Receiver, write: Callable[[], Letter], *, at: dt.datetime, secret: bool = False
) -> Message:
    # Each is a matter of its own: threaded with older ones, a new code would hide among them.
    key = f"sign-in:{get_random_string(22)}"
    return post(receiver, write, key=key, thread=key, at=at, secret=secret)


def _code(code: str) -> Letter:
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    return Letter(
        subject=_("Your code for signing in to Armkrok"),
        paragraphs=[_("Type this code on the page where you asked for it:")],
        code=code,
        after=[
            _("It works once, within %(minutes)s minutes, in the browser where you asked for it.")
            % {"minutes": minutes},
            _("If it wasn't you who asked, you need do nothing. Never give the code to anybody."),
        ],
    )


def _account() -> tuple[str, str]:
    return _("See your account"), settings.BASE_URL + reverse("accounts:account")


def _passkey_added(name: str) -> Letter:
    return Letter(
        subject=_("A passkey was added to your account"),
        paragraphs=[
            _("You can now sign in to Armkrok with the passkey “%(name)s”.") % {"name": name},
            _("If it wasn't you who added it, remove it and end the sessions that you don't know."),
        ],
        action=_account(),
    )


def _passkey_removed(name: str) -> Letter:
    return Letter(
        subject=_("A passkey was removed from your account"),
        paragraphs=[
            _("The passkey “%(name)s” no longer opens your account.") % {"name": name},
            _("If it wasn't you who removed it, end the sessions that you don't know."),
        ],
        action=_account(),
    )
