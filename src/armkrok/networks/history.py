"""What the journal says of the networks' acts, and which of them change what the public reads (K41)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "team.opened": _("opened the team"),
    "role.given": _("gave a role in the team"),
    "role.ended": _("ended a role in the team"),
    "network.opened": _("opened the network"),
    "network.changed": _("changed the settings"),
    "network.published": _("published the network"),
    "network.unpublished": _("took the network off the public pages"),
    "network.facilitator_added": _("added a co-facilitator"),
    "network.facilitator_removed": _("removed a co-facilitator"),
    "enrolment.applied": _("applied"),
    "enrolment.asked": _("asked a question"),
    "enrolment.answered": _("answered the question"),
    "enrolment.approved": _("approved the application"),
    "enrolment.activated": _("began the membership"),
    "enrolment.refused": _("refused the application"),
    "enrolment.taken_back": _("took the application back"),
    "enrolment.undone": _("undid the decision"),
    "enrolment.ended": _("ended the membership"),
    "enrolment.contacts_changed": _("changed the contacts"),
    "appointment.asked": _("put somebody forward"),
    "appointment.confirmed": _("confirmed the appointment"),
    "appointment.declined": _("declined the appointment"),
    "appointment.ended": _("ended the appointment"),
    "appointment.task_confirmed": _("confirmed the common task"),
    "withdrawal.asked": _("asked to withdraw"),
    "withdrawal.confirmed": _("confirmed the withdrawal"),
    "withdrawal.dropped": _("dropped the withdrawal"),
    "package.taken": _("took a further package of seats"),
    "package.given_up": _("gave a package of seats up"),
    "package.kept": _("kept a package of seats after all"),
    "letter.sent_again": _("sent a letter again"),
    "received.settled": _("read what had come by mail"),
    "letter.settled": _("dealt with a letter that couldn't be delivered"),
}

CONTENT = [
    "network.changed",
    "network.published",
    "network.facilitator_added",
    "network.facilitator_removed",
    "enrolment.activated",
    "enrolment.ended",
]
