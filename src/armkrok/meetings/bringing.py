"""Arm in arm: whom each coordinator takes along, who is asked, who answers, who comes alone and why (S14–S16)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Appointment, Enrolment
from armkrok.networks.someone import Someone

from . import calendars, rules
from .letters import companions as letters
from .locking import locked
from .models import Answer, Assignment, Companion, CompanionState, Meeting, SeatState, State
from .models.companion import COMING_ALONG
from .models.meeting import COMING, not_begun

TASK, COMPANION = "meetings.assignment", "meetings.companion"
LONGEST = {"role": 200, "workplace": 200, "message": 4000, "why": 500}


@transaction.atomic
def assign(meeting: Meeting, *, at: dt.datetime) -> int:
    """An assignment for each who speaks for a member; who has said yes already is told at once (S14, S15).

    Does nothing for a meeting without arms, or one that isn't open for registration: whoever is invited later gets
    the assignment with the invitation. Done twice, it does nothing twice. Returns how many were new.
    """
    meeting = locked(meeting)
    if not meeting.armkrok or meeting.state != State.INVITED or meeting.has_begun(at):
        return 0
    speaking = Appointment.objects.speaking(day_of(at)).filter(network=meeting.network_id)
    covered = speaking.filter(
        Q(enrolment__ends_on=None) | Q(enrolment__ends_on__gte=meeting.day),
        Q(enrolment__starts_on=None) | Q(enrolment__starts_on__lte=meeting.day),
    )
    new = [a for a in covered.select_related("person", "enrolment").order_by("pk") if give(meeting, a, at=at)]
    if new:
        record("companion.assigned", [meeting, meeting.network], by=None, at=at, number=len(new))
        for person in Person.objects.filter(_comes(meeting)):
            tell_once(meeting, person, at=at)
    return len(new)


def _comes(meeting: Meeting) -> Q:
    """Who has answered yes or has a seat."""
    yes = meeting.invitations.filter(answer__in=[Answer.ME, Answer.OTHER])
    seated = meeting.seats.live()
    return Q(pk__in=yes.values("person")) | Q(pk__in=seated.values("person"))


def give(meeting: Meeting, appointment: Appointment, *, at: dt.datetime) -> bool:
    """One who speaks for a member is to bring somebody along. The personal link is there from then on, so that the
    page of the invitation can lead to it. Returns whether it is new."""
    assignment, new = Assignment.objects.get_or_create(
        meeting=meeting,
        person=appointment.person,
        defaults={"enrolment": appointment.enrolment, "given_at": at},
    )
    if new:
        assignment_link(assignment, at)
    return new


def assignment_link(assignment: Assignment, at: dt.datetime) -> PersonalLink:
    """The link to the coordinator's page without signing in: the running one, else a new one."""
    return running_link(assignment, at) or PersonalLink.objects.make(
        TASK, assignment.person, assignment, at=at, days=_days(assignment.meeting, at)
    )


def running_link(assignment: Assignment, at: dt.datetime) -> PersonalLink | None:
    """For a page that only looks."""
    links = PersonalLink.objects.filter(
        task=TASK, target=assignment.pk, person=assignment.person_id, revoked_at=None, ends_at__gt=at
    )
    return links.order_by("pk").last()


def _days(meeting: Meeting, at: dt.datetime) -> int:
    """A link to something that ends with the meeting ends with it too."""
    return max(1, (meeting.ends_at - at).days + 2)


def tell(assignment: Assignment, *, at: dt.datetime) -> None:
    """Whom do you take under the arm? Asked once for each assignment, when the coordinator has said yes."""
    letters.asked(assignment, assignment_link(assignment, at), at=at)


def tell_once(meeting: Meeting, person: Person, *, at: dt.datetime) -> None:
    """The same for a person of whom only the meeting is known."""
    mine = meeting.assignments.filter(person=person, none_at=None).select_related(
        "person", "enrolment__organisation"
    )
    for assignment in mine.exclude(companions__state__in=COMING_ALONG):
        assignment.meeting = meeting
        tell(assignment, at=at)


@transaction.atomic
def tell_again(assignment: Assignment, *, at: dt.datetime) -> None:
    """A new link in place of one that has ended."""
    link = PersonalLink.objects.make(
        TASK, assignment.person, assignment, at=at, days=_days(assignment.meeting, at)
    )
    letters.asked(assignment, link, at=at, again=True)


def _held(assignment: Assignment) -> Assignment:
    """The assignment as it is now, while nobody else can change who comes to the meeting."""
    meeting = locked(assignment.meeting)
    assignment = Assignment.objects.select_related("person", "enrolment__organisation").get(pk=assignment.pk)
    assignment.meeting = meeting
    return assignment


def _held_companion(companion: Companion) -> Companion:
    assignment = _held(companion.assignment)
    companion = Companion.objects.select_related("person").get(pk=companion.pk)
    companion.assignment = assignment
    return companion


def _about(companion: Companion) -> list:
    assignment = companion.assignment
    return [companion, assignment.meeting, assignment.enrolment.organisation, companion.person]


def _may_change(meeting: Meeting, at: dt.datetime) -> None:
    rules.bringing_refusal(coming=meeting.state in COMING, begun=meeting.has_begun(at))


def _too_long(values: dict[str, str]) -> None:
    for field, value in values.items():
        rules.length_refusal(value, most=LONGEST[field], field=field)


@transaction.atomic
def bring(
    assignment: Assignment,
    someone: Someone | Person,
    *,
    role: str,
    by: Person,
    at: dt.datetime,
    workplace: str = "",
    trade: str = "",
    message: str = "",
) -> Companion:
    """The coordinator's own invitation leaves in their own name (S15, S16). Several may be asked. Whom we don't know
    becomes a person of no organisation: no member, no sign-in. The same person asked twice is asked once.

    Raises Refusal (S15, S16).
    """
    assignment = _held(assignment)
    meeting = assignment.meeting
    _may_change(meeting, at)
    role, workplace, message = role.strip(), workplace.strip(), message.strip()
    rules.role_refusal(role)
    _too_long({"role": role, "workplace": workplace, "message": message})
    if isinstance(someone, Someone):
        owner = Person.objects.with_email(someone.email)
        if owner and owner != assignment.person:
            rules.known_as_refusal(typed=someone.name, known=owner.name)
        someone = someone.known_or_new(None, at=at)
    if known := assignment.companions.coming_along().filter(person=someone).first():
        return known
    _refuse_twice(assignment, someone)
    companion = Companion.objects.create(
        assignment=assignment,
        person=someone,
        role=role,
        workplace=workplace,
        trade=trade,
        message=message,
        invited_at=at,
    )
    _comes_after_all(assignment)
    record("companion.invited", _about(companion), by=by, at=at)
    invite_again(companion, at=at)
    return companion


def _comes_after_all(assignment: Assignment) -> None:
    """Who brings somebody doesn't come alone any more."""
    if assignment.none_at:
        assignment.none_why, assignment.none_at = "", None
        assignment.save(update_fields=["none_why", "none_at"])


def _refuse_twice(assignment: Assignment, person: Person) -> None:
    """S16: exactly one coordinator, and no member who comes anyway."""
    meeting = assignment.meeting
    others = Companion.objects.coming_along().filter(assignment__meeting=meeting, person=person)
    rules.companion_refusal(
        is_oneself=person == assignment.person,
        has_a_seat=meeting.seats.filter(person=person, state=SeatState.TAKEN).exists(),
        brought_by_another=others.exclude(assignment=assignment).exists(),
    )


def invite_again(companion: Companion, *, at: dt.datetime) -> None:
    """Mail the invitation with a link of its own."""
    link = PersonalLink.objects.make(
        COMPANION, companion.person, companion, at=at, days=_days(companion.assignment.meeting, at)
    )
    letters.invited(companion, link, at=at)


@transaction.atomic
def answer_companion(
    companion: Companion, *, comes: bool, by: Person, at: dt.datetime, why: str = ""
) -> Companion:
    """Yes, or no and why; it can be changed until the meeting begins. The coordinator is told. Sent twice, it is done
    once."""
    companion = _held_companion(companion)
    assignment, why = companion.assignment, why.strip()
    _may_change(assignment.meeting, at)
    rules.called_off_refusal(called_off=companion.state == CompanionState.CALLED_OFF)
    _too_long({"why": why})
    state = CompanionState.CONFIRMED if comes else CompanionState.DECLINED
    why = "" if comes else why
    if (companion.state, companion.why) == (state, why):
        return companion
    if comes:
        if anew := _asked_anew(companion):
            return answer_companion(anew, comes=True, by=by, at=at)
        _refuse_twice(assignment, companion.person)
    told = companion.state != state
    companion.state, companion.answered_at, companion.why = state, at, why
    companion.save(update_fields=["state", "answered_at", "why"])
    if comes:
        _comes_after_all(assignment)
    record("companion.answered", _about(companion), by=by, at=at, comes=comes)
    if told and by != assignment.person:
        letters.answered(companion, at=at)
    calendars.settle(assignment.meeting, at=at, people=[companion.person])
    return companion


def _asked_anew(companion: Companion) -> Companion | None:
    """Who had said no, and was asked once more by the same coordinator: the newer invitation is the one that counts."""
    same = companion.assignment.companions.coming_along().filter(person=companion.person)
    return same.exclude(pk=companion.pk).first()


@transaction.atomic
def call_off(companion: Companion, *, by: Person, at: dt.datetime) -> Companion:
    """The companion needn't come, and is told. Whoever had said no anyway stays so. Sent twice, it is done once."""
    companion = _held_companion(companion)
    if companion.state not in COMING_ALONG:
        return companion
    _may_change(companion.assignment.meeting, at)
    return _end(companion, by=by, at=at)


def _end(companion: Companion, *, by: Person | None, at: dt.datetime) -> Companion:
    companion.state = CompanionState.CALLED_OFF
    companion.save(update_fields=["state"])
    record("companion.called_off", _about(companion), by=by, at=at)
    letters.called_off(companion, at=at)
    return companion


@transaction.atomic
def call_off_those_of(enrolment: Enrolment, *, at: dt.datetime) -> None:
    """A membership has ended: whom its coordinators were to bring needn't come either (S16: nobody comes alone as a
    companion)."""
    coming = Companion.objects.coming_along().filter(
        not_begun(at, "assignment__meeting__"), assignment__enrolment=enrolment
    )
    for companion in coming.exclude(assignment__meeting__state=State.CANCELLED).select_related("assignment"):
        held = _held_companion(companion)
        if held.state in COMING_ALONG:
            _end(held, by=None, at=at)


@transaction.atomic
def come_alone(assignment: Assignment, why: str, *, by: Person, at: dt.datetime) -> Assignment:
    """None, because … (S15). It is never refused to come alone, at any time; why is asked. Sent twice, done once."""
    assignment = _held(assignment)
    why = why.strip()
    rules.alone_refusal(why)
    _too_long({"why": why})
    rules.somebody_invited_refusal(invited=assignment.companions.coming_along().exists())
    if assignment.none_at and assignment.none_why == why:
        return assignment
    assignment.none_why, assignment.none_at = why, at
    assignment.save(update_fields=["none_why", "none_at"])
    about = [assignment, assignment.meeting, assignment.enrolment.organisation, assignment.person]
    record("companion.none", about, by=by, at=at, why=why)
    return assignment
