"""How many come: what those who run a meeting look at first, and what the caterer is told."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import SeatState
from .participants import Group, Line


@dataclass(frozen=True)
class Headcount:
    """What is counted of a meeting: seats, people, municipalities."""

    capacity: int | None
    taken: int
    extra: int
    waiting: int
    offered: int
    companions: int
    companions_invited: int
    guests: int
    guests_invited: int
    in_all: int  # everybody once who has said yes: the number for the caterer
    at_most: int  # with those whose answer is still out, places that are offered among them
    members_coming: int
    members_waiting: int
    members_declined: int
    members_unanswered: int
    members_perhaps: int

    @classmethod
    def of(cls, lines: Iterable[Line], capacity: int | None) -> "Headcount":
        people: dict[tuple[str, str], set[int | None]] = {}
        members: dict[str, set[int | None]] = {}
        extra = 0
        for line in lines:
            people.setdefault((line.group, line.code), set()).add(line.person)
            members.setdefault(line.group, set()).add(line.enrolment)
            extra += line.extra and line.code == SeatState.TAKEN

        def who(group: Group, code: str) -> set[int | None]:
            return people.get((group, code), set())

        taken = who(Group.COMING, SeatState.TAKEN)
        offered = who(Group.WAITING, SeatState.OFFERED)
        along, perhaps_along = (who(Group.COMPANIONS, code) for code in ("confirmed", "invited"))
        guests, perhaps_guests = (who(Group.GUESTS, code) for code in ("confirmed", "invited"))
        coming, waiting = members.get(Group.COMING, set()), members.get(Group.WAITING, set())
        declined = members.get(Group.DECLINED, set()) - coming - waiting
        return cls(
            capacity=capacity,
            taken=len(taken),
            extra=extra,
            waiting=len(who(Group.WAITING, SeatState.WAITING)),
            offered=len(offered),
            companions=len(along),
            companions_invited=len(perhaps_along),
            guests=len(guests),
            guests_invited=len(perhaps_guests - guests),
            in_all=len(taken | along | guests),
            at_most=len(taken | along | guests | offered | perhaps_along | perhaps_guests),
            members_coming=len(coming),
            members_waiting=len(waiting - coming),
            members_declined=len(declined),
            members_unanswered=len(members.get(Group.UNANSWERED, set())),
            members_perhaps=len(members.get(Group.PERHAPS, set())),
        )
