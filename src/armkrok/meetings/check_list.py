"""What is usually to be done before a meeting at somebody's place, and who does it (S12)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Hosting, HostTask
from .models.hosting import Doer


def usual(hosting: Hosting) -> list[HostTask]:
    """The lines to begin with, unsaved and in the language that is on. They suit one who has never hosted."""
    capacity = hosting.meeting.capacity
    room = (
        ngettext(
            "A room that takes %(number)s person, with tables that can be moved",
            "A room that takes %(number)s people, with tables that can be moved",
            capacity,
        )
        % {"number": capacity}
        if capacity
        else _("A room that takes everybody, with tables that can be moved")
    )
    host = [
        room,
        _("Coffee in the morning, lunch, and something in the afternoon; ask us for the numbers"),
        _("Projector, sound and a microphone, tried beforehand"),
        _("Wireless internet for guests, and how to get onto it"),
        _("Access without steps, to the room and to a toilet"),
        _("How to get there: from the station, by bike, where to park"),
        _("Signs from the door, and somebody there who receives people"),
        _("Your own slot: efforts and challenges at home, and who tells about them"),
    ]
    facilitator = [
        _("Sends the numbers for room and food, three days before"),
        _("Brings name badges and the list of those who come"),
        _("Brings what is handed out"),
        _("Leads the day, and keeps the time"),
        _("Thanks everybody, and sends the notes afterwards"),
    ]
    return [
        HostTask(hosting=hosting, words=words[:300], doer=doer)
        for doer, lines in ((Doer.HOST, host), (Doer.FACILITATOR, facilitator))
        for words in lines
    ]
