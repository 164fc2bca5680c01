"""Meetings to test with, made through the acts."""

import datetime as dt
from typing import Any

import pytest

from armkrok.meetings import making
from armkrok.meetings.models import Meeting
from tests.world import World

# 9 September 2027, 9.30–15.30 in Copenhagen
STARTS = dt.datetime(2027, 9, 9, 7, 30, tzinfo=dt.UTC)


def a_meeting(world: World, state: str = "invited", **more: Any) -> Meeting:
    """A meeting of the facilities network, brought to `state` by its secretary; `more` is what making.Plan takes."""
    by, at = world.people["secretary"], world.now
    starts_at = more.pop("starts_at", STARTS)
    values: dict[str, Any] = {
        "title": "Haller for alle",
        "focus": "Flere bruger hallerne",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=6),
        "place": world.organisations["Svendborg"],
        "venue": "Svendborg Idrætshal",
        "room": "Sal 1",
    }
    meeting = making.plan(more.pop("network", world.network), making.Plan(**(values | more)), by=by, at=at)
    steps = {
        "draft": [],
        "planned": [making.announce],
        "published": [making.publish],
        "invited": [making.publish, making.open_registration],
    }
    for step in steps[state]:
        meeting = step(meeting, by=by, at=at)  # type: ignore[operator]
    return meeting


@pytest.fixture
def meeting(world: World) -> Meeting:
    """Registration is open until 2 September 2027."""
    return a_meeting(world)
