"""What this package asks of the floors above without knowing them."""

from django.dispatch import Signal

# Sent with `enrolment` and `year` (first and last day). A package answers True when something in that year already
# binds the member: a meeting has been held, an invoice was issued (A4); False when nothing does.
year_commitments = Signal()

# Sent with `enrolment` and `at` when a membership has ended: what it held for days to come is free.
membership_ended = Signal()

# Sent with `appointment` and `at` when somebody begins or stops to speak for a member (S9).
appointment_changed = Signal()

# Sent with `network`, `on` and `organisation` (None where nobody has said which). A package that knows prices answers
# with a part of the page (HTML): what joining costs.
joining_costs = Signal()

# Sent with `enrolment` and `on`: the same before a withdrawal.
leaving_costs = Signal()

# Sent with `network` and `on`. A package answers True when the network year has nothing left to join for (K38).
year_is_over = Signal()
