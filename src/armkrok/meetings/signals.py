"""What this package asks of the floors above without knowing them."""

from django.dispatch import Signal

# Sent with `meeting` and `enrolment`. A package that knows prices answers with a sentence for people that says what an
# extra seat costs (A1, K40). Where nobody answers, none is stated.
extra_seat_price = Signal()
