"""What the journal says of sign-in and personal links."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "account.language": _("chose the language of mails"),
    "link.revoked": _("revoked a personal link"),
    "link.renewed": _("asked for a new personal link"),
    "passkey.added": _("added a passkey"),
    "passkey.removed": _("removed a passkey"),
    "session.ended": _("signed out elsewhere"),
}
