"""A meeting that was held, and what is written about it afterwards, through the acts."""

import datetime as dt
from typing import Any

from armkrok.meetings import making, noting
from armkrok.meetings.models import AgendaItem, Attendance, CameAs, Meeting, Note, Notes, Sort
from tests.world import World

from .conftest import STARTS, a_meeting
from .programmes import put

THAT_DAY = STARTS + dt.timedelta(hours=3)
AFTER = STARTS + dt.timedelta(days=1)
OPEN, BREAK, CLOSED = "Haller om natten", "Frokost", "Det svære"


def a_held_meeting(world: World) -> Meeting:
    """With an item, a break and a confidential item; the coordinator was there."""
    meeting = a_meeting(world)
    put(meeting, OPEN, 60, presenter="Oplægsholder, Odense", purposes=["Dialog"])
    put(meeting, BREAK, 45, sort=Sort.BREAK)
    put(meeting, CLOSED, 60, closed=True)
    making.hold(meeting, by=world.people["secretary"], at=THAT_DAY)
    meeting.refresh_from_db()
    there(world, meeting, "coordinator")
    return meeting


def there(world: World, meeting: Meeting, key: str, came_as: str = CameAs.MEMBER) -> Attendance:
    organisation = world.organisations["Svendborg"] if came_as == CameAs.MEMBER else None
    return Attendance.objects.create(
        meeting=meeting,
        person=world.people[key],
        organisation=organisation,
        came_as=came_as,
        marked_at=THAT_DAY,
        here=True,
    )


def item(meeting: Meeting, title: str = OPEN) -> AgendaItem:
    return meeting.items.get(title=title)


def acting_as(world: World, key: str = "secretary", at: dt.datetime = AFTER) -> dict[str, Any]:
    return {"by": world.people[key], "at": at}


def write(world: World, meeting: Meeting, said: str = "Vi talte.", decided: str = "", **more: Any) -> Note:
    return noting.write(item(meeting), said=said, decided=decided, **{**acting_as(world), **more})


def shared(world: World, meeting: Meeting) -> Notes:
    write(world, meeting)
    noting.summarise(meeting, "Lys er billigt.", **acting_as(world))
    noting.approve(meeting, **acting_as(world))
    return noting.share(meeting, **acting_as(world))
