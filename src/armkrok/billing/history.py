"""What the journal says of prices, invoices and payments, and which of it changes what the public reads (K41)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "price.set": _("set a price"),
    "price.dropped": _("dropped a price"),
    "issuer.changed": _("changed what stands on the invoices"),
    "run.approved": _("approved an invoice run"),
    "invoice.issued": _("issued an invoice"),
    "invoice.credited": _("issued a credit note"),
    "invoice.anew": _("had what was credited invoiced anew"),
    "invoice.sent": _("sent it"),
    "invoice.received": _("was told that an invoice had arrived"),
    "invoice.rejected": _("was told that an invoice had been rejected"),
    "invoice.came_back": _("was told that the mail with an invoice had come back"),
    "invoice.paid": _("recorded a payment"),
    "payment.undone": _("took a payment off an invoice"),
    "payment.put_aside": _("put a payment aside"),
    "payment.taken_up": _("took a payment up again"),
    "payment.file": _("read a file from the bank"),
    "invoice.reminded": _("reminded of an invoice"),
    "reminder.paused": _("paused the reminders"),
    "reminder.resumed": _("resumed the reminders"),
    "credit.decided": _("decided about a suggested credit"),
    "invoicing.asked": _("asked where invoices are to be sent"),
    "invoicing.given": _("said where invoices are to be sent"),
}

CONTENT = ["price.set", "price.dropped"]
