"""What the mailbox tells the packages above: they know what the mails are about."""

from django.dispatch import Signal

# An answer from a calendar program has come; sent with `calendar` (bytes), `written_by` (an address), `forged` and the
# row `received`, in the transaction in which the mail is written down. Whoever knows what it answers returns True; who
# knows only whose it is writes that into the row.
calendar_answered = Signal()
