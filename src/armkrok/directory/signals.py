"""What this package tells the floors above without knowing them."""

from django.dispatch import Signal

# Sent with `person` when their e-mail address is, or may be, another, in the transaction in which it changes.
address_changed = Signal()
