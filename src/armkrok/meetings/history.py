"""What the journal says of the meetings' acts, and which of them change what the public reads (K41)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "meeting.planned": _("planned the meeting"),
    "meeting.changed": _("changed the meeting"),
    "meeting.rescheduled": _("moved the meeting to another time"),
    "meeting.moved": _("moved the meeting on"),
    "meeting.warning_explained": _("gave the reason for a warning"),
    "programme.changed": _("changed the programme"),
    "programme.copied": _("took over a programme"),
    "programme.template_kept": _("kept the programme as a template"),
    "host.offered": _("offered to host or to present"),
    "host.offer_answered": _("answered the offer"),
    "host.offer_withdrawn": _("took the offer back"),
    "host.named": _("named the host"),
    "host.removed": _("took the host away"),
    "host.changed": _("changed what the host looks after"),
    "seat.taken": _("registered somebody"),
    "seat.waits": _("put somebody on the waiting list"),
    "seat.swapped": _("gave the seat to somebody else"),
    "seat.left": _("gave the seat up"),
    "seat.offered": _("offered a place that came free"),
    "seat.accepted": _("took the place that came free"),
    "seat.lapsed": _("let the offer of a place run out"),
    "invitation.sent": _("sent the invitations"),
    "invitation.answered": _("answered the invitation"),
    "companion.assigned": _("asked the coordinators to bring somebody along"),
    "companion.invited": _("invited somebody to come along"),
    "companion.answered": _("answered whether they come along"),
    "companion.called_off": _("called the invitation to come along off"),
    "companion.none": _("said why nobody comes along"),
    "guest.invited": _("invited a guest"),
    "guest.told_time": _("told the guest the new time"),
    "guest.answered": _("answered as a guest"),
    "guest.called_off": _("called the guest off"),
    "guest.material": _("left material as a guest"),
    "question.asked": _("changed the questions to those who come"),
    "question.erased": _("erased what people had answered"),
    "mailing.sent": _("wrote to those who come"),
}

CONTENT = ["meeting.changed", "meeting.rescheduled", "meeting.moved", "programme.changed", "programme.copied"]
