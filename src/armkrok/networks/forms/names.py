"""What a name may be."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def a_name(text: str) -> None:
    """Names go into mails to others, which must not become a way to mail addresses around."""
    if any(sign in text.casefold() for sign in ("://", "www.", "@")):
        raise ValidationError(_("Write a name, without any address."))
