"""Who offers to host or to present, who hosts, and what a host looks after (S12, S13, S18, K28)."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke
from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Enrolment, Network
from armkrok.networks.models import State as Membership
from armkrok.networks.rules import changed
from armkrok.networks.someone import Someone

from . import check_list, making, programming, rules
from .guesting import tell_guests
from .letters import hosts as letters
from .locking import locked
from .models import Hosting, HostOffer, HostTask, Meeting, State
from .models.hosting import What
from .models.meeting import COMING
from .preparing import about, add_task, change_place, change_slot, is_over, remove_task, runs, tick
from .rules import Refusal
from .suggesting import suggestions

__all__ = [
    "add_task",
    "answer_offer",
    "change_place",
    "change_slot",
    "name_host",
    "offer",
    "remove_host",
    "remove_task",
    "send",
    "suggestions",
    "tick",
    "withdraw_offer",
]

TASK = "meetings.host"  # what the link in a host's mail opens


def _refuse_unless_runs(by: Person, network: Network, at: dt.datetime) -> None:
    """K24: all who run the network have equal rights in it."""
    if not runs(by, network, at):
        raise Refusal(_("You don't run this network."), "K24")


# --- offers ---------------------------------------------------------------------------------------------


@transaction.atomic
def offer(
    enrolment: Enrolment,
    *,
    what: str,
    by: Person,
    at: dt.datetime,
    meeting: Meeting | None = None,
    season: str = "",
    year: int | None = None,
    message: str = "",
) -> HostOffer:
    """K28: a member offers to host or to present, for one meeting or for a season. The team is told.

    The same offer once more, while it waits for its answer, is the same; what is said in it is then the last word.
    Raises Refusal (K28).
    """
    enrolment = (  # held, so that two at the same moment are one
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("network__team__organisation", "organisation")
        .get(pk=enrolment.pk)
    )
    if not Enrolment.objects.visible_to(by, day_of(at)).filter(pk=enrolment.pk).exists():
        raise Refusal(_("You don't speak for this member."), "K28")
    if meeting:
        meeting = Meeting.objects.select_related("network").get(pk=meeting.pk)  # as it is now
    rules.offer_refusal(
        is_member=enrolment.state == Membership.ACTIVE,
        for_meeting=meeting is not None,
        meeting_is_coming=meeting is not None
        and meeting.network_id == enrolment.network_id
        and meeting.state in (*COMING, State.POSTPONED)
        and not meeting.has_begun(at),
        season=season,
        year=year,
        on=day_of(at),
        says_what=what != What.PRESENT or bool(message.strip()),
    )
    values = {
        "network": enrolment.network,
        "organisation": enrolment.organisation,
        "what": what,
        "meeting": meeting,
        "season": "" if meeting else season,
        "year": None if meeting else year,
    }
    message = message.strip()
    made = HostOffer.objects.unanswered().filter(**values).first()
    if made and (made.message == message or not message):
        return made
    if made:
        made.message = message
        made.save(update_fields=["message"])
    else:
        made = HostOffer.objects.create(**values, message=message, made_by=by, made_at=at)
    entry = record("host.offered", _around(made), by=by, at=at)
    letters.offered(made, entry.pk, by=by, at=at)
    return made


def _around(offer: HostOffer) -> list:
    return [offer, offer.network, offer.organisation, *([offer.meeting] if offer.meeting else [])]


def _locked_offer(offer: HostOffer) -> HostOffer:
    return (
        HostOffer.objects.select_for_update(of=("self",))
        .select_related("network__team__organisation", "organisation", "meeting__network", "made_by")
        .get(pk=offer.pk)
    )


@transaction.atomic
def answer_offer(
    offer: HostOffer,
    *,
    accepted: bool,
    answer: str,
    by: Person,
    at: dt.datetime,
    name: bool = False,
    brief: str = "",
) -> HostOffer:
    """K28: yes or no, and the one who offered is told. With `name` the meeting's host is named at once.

    The same answer once more changes nothing. Raises Refusal.
    """
    offer = _locked_offer(offer)
    _refuse_unless_runs(by, offer.network, at)
    if offer.withdrawn_at:
        raise Refusal(_("The offer has been taken back meanwhile, so there is nothing to answer."), "K28")
    if offer.answered_at:
        if offer.accepted == accepted:
            return offer
        raise Refusal(_("Somebody has answered this offer already, and otherwise."), "K28")
    if not accepted and not answer.strip():
        raise Refusal(_("Say why not, in a friendly word: the one who offered reads it."), "K28", "answer")
    offer.accepted, offer.answer, offer.answered_by, offer.answered_at = accepted, answer.strip(), by, at
    offer.save(update_fields=["accepted", "answer", "answered_by", "answered_at"])
    record("host.offer_answered", _around(offer), by=by, at=at, accepted=accepted, why=offer.answer)
    letters.offer_answered(offer, at=at)
    if accepted and name and offer.meeting and offer.what == What.HOST:
        name_host(
            offer.meeting,
            offer.organisation,
            contact=offer.made_by,
            by=by,
            at=at,
            brief=brief,
            offer=offer,
        )
    return offer


@transaction.atomic
def withdraw_offer(offer: HostOffer, *, by: Person, at: dt.datetime) -> HostOffer:
    """The member takes it back while it waits for its answer. Sent twice, it is done once."""
    offer = _locked_offer(offer)
    mine = Enrolment.objects.members().filter(network=offer.network_id, organisation=offer.organisation_id)
    if not mine.filter(pk__in=Enrolment.objects.visible_to(by, day_of(at)).values("pk")).exists():
        raise Refusal(_("You don't speak for this member."), "K28")
    if offer.withdrawn_at:
        return offer
    if offer.answered_at:
        raise Refusal(
            _("This offer has been answered already. If it doesn't suit you any more, write to the team."),
            "K28",
        )
    offer.withdrawn_at = at
    offer.save(update_fields=["withdrawn_at"])
    record("host.offer_withdrawn", _around(offer), by=by, at=at)
    letters.offer_withdrawn(offer, by=by, at=at)
    return offer


# --- naming ---------------------------------------------------------------------------------------------


def _is_member(meeting: Meeting, organisation: Organisation) -> bool:
    return Enrolment.objects.members().filter(network=meeting.network_id, organisation=organisation).exists()


@transaction.atomic
def name_host(
    meeting: Meeting,
    organisation: Organisation,
    *,
    contact: Person | Someone | None,
    by: Person,
    at: dt.datetime,
    brief: str | None = None,
    offer: HostOffer | None = None,
) -> Hosting:
    """S12, S13, S18: who hosts. It gets its slot in the programme, its check list, and a link to its kit.

    Whoever hosted before doesn't any more and is told; that it did stays in the history. The same host named once
    more is the same hosting, with the contact and the brief said last; None leaves them. Raises Refusal (S12, S18, K24).
    """
    meeting = locked(meeting)
    _refuse_unless_runs(by, meeting.network, at)
    while organisation.merged_into:
        organisation = organisation.merged_into
    rules.host_refusal(
        kind=organisation.kind, is_member=_is_member(meeting, organisation), over=is_over(meeting, at)
    )
    if isinstance(contact, Someone):
        contact = contact.known_or_new(organisation, at=at, language="")
    hosting = meeting.hostings.running().select_related("organisation", "contact").first()
    before = hosting.organisation if hosting else None
    if hosting and hosting.organisation_id == organisation.pk:
        hosting.meeting = meeting
        return _named_again(hosting, contact, brief=brief, offer=offer, by=by, at=at)
    if hosting:
        _end(hosting, meeting, by=by, at=at)
    _settle_the_place(meeting, organisation, before, by=by, at=at)  # first: the contact's letter tells it
    hosting = Hosting.objects.create(
        meeting=meeting,
        organisation=organisation,
        contact=contact,
        offer=offer,
        brief=(brief or "").strip(),
        named_by=by,
        named_at=at,
    )
    with translation.override(meeting.network.language):
        HostTask.objects.bulk_create(check_list.usual(hosting))
    record("host.named", about(hosting), by=by, at=at, host=organisation.name)
    programming.put_host_slot(meeting, organisation, by=by, at=at)
    tell_guests(meeting, by=by, at=at)  # what follows on the host's slot is later now
    send(hosting, at=at)
    return hosting


def _named_again(
    hosting: Hosting,
    contact: Person | None,
    *,
    brief: str | None,
    offer: HostOffer | None,
    by: Person,
    at: dt.datetime,
) -> Hosting:
    """Another contact gets the link, and the one before can't use theirs any more."""
    after = {
        "contact": contact or hosting.contact,
        "brief": hosting.brief if brief is None else brief.strip(),
        "offer_id": offer.pk if offer else hosting.offer_id,
    }
    difference = changed({name: getattr(hosting, name) for name in after}, after)
    if not difference:
        return hosting
    former = hosting.contact
    for name, value in after.items():
        setattr(hosting, name, value)
    hosting.save(update_fields=["contact", "brief", "offer"])
    record("host.contact_changed", about(hosting), by=by, at=at, fields=sorted(difference))
    if "contact" in difference:
        if former:
            revoke(TASK, hosting, by=by, at=at, person=former)
            letters.no_longer_contact(hosting, former, at=at)
        send(hosting, at=at)
    return hosting


def _settle_the_place(
    meeting: Meeting, organisation: Organisation, before: Organisation | None, *, by: Person, at: dt.datetime
) -> None:
    """One meets at the host's, unless it has been said where. An online meeting stays one."""
    said = meeting.venue or meeting.address or meeting.room or meeting.own_station_km is not None
    at_the_former = before is not None and meeting.place_id == before.pk
    nowhere = meeting.place_id is None and not meeting.online_url
    if (nowhere or at_the_former) and not said:
        making.change(meeting, {"place": organisation}, by=by, at=at)
        meeting.place = organisation


def _end(hosting: Hosting, meeting: Meeting, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """The link ends, and the contact is told; that it hosted until now stays written down."""
    hosting.meeting = meeting
    hosting.ended_by, hosting.ended_at = by, at
    hosting.save(update_fields=["ended_by", "ended_at"])
    revoke(TASK, hosting, by=by, at=at)
    record("host.removed", about(hosting), by=by, at=at, why=why, host=hosting.organisation.name)
    letters.no_longer_host(hosting, at=at, why=why)


@transaction.atomic
def remove_host(meeting: Meeting, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """Nobody hosts any more, and the slot leaves the programme. Sent twice, it is done once."""
    meeting = locked(meeting)
    _refuse_unless_runs(by, meeting.network, at)
    hosting = meeting.hostings.running().select_related("organisation", "contact").first()
    if hosting is None:
        return
    if is_over(meeting, at):
        raise Refusal(_("The meeting is over or doesn't take place, so its host stays as it is."), "S12")
    _end(hosting, meeting, by=by, at=at, why=why.strip())
    programming.take_host_slot(meeting, by=by, at=at)
    tell_guests(meeting, by=by, at=at)


def send(hosting: Hosting, *, at: dt.datetime) -> None:
    """Mail the contact the link to the kit. It runs until the meeting is over."""
    if hosting.contact is None:
        return
    days = max(1, (hosting.meeting.ends_at - at).days + 2)
    link = PersonalLink.objects.make(TASK, hosting.contact, hosting, at=at, days=days)
    letters.named(hosting, link, at=at)
