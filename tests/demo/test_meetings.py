"""The meetings of the demo are those of its description, and the program warns of exactly what it says there."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count
from django_q.models import OrmQ

from armkrok.directory import editing
from armkrok.directory.models import Kind as OrganisationKind
from armkrok.directory.models import Organisation, Person
from armkrok.journal.models import Entry
from armkrok.mail.models import Message
from armkrok.meetings import asking, rules
from armkrok.meetings import year as years
from armkrok.meetings.models import (
    Assignment,
    AssignmentState,
    Companion,
    Guest,
    Hosting,
    HostOffer,
    Invitation,
    Meeting,
    Move,
    ProgrammeTemplate,
    QuestionAnswer,
    Seat,
    Sort,
    timetable,
)
from armkrok.meetings.warnings import warnings
from armkrok.networks.models import Enrolment, Network

NOW = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)
SKANE, CULTURE, ART, FACILITIES = (
    "barn-och-unga",
    "kulturchefer",
    "kunst-i-det-offentlige-rum",
    "fritidsfaciliteter",
)

# network, day, state, host, where
DESCRIBED = [
    (SKANE, (2027, 2, 11), "held", "Hässleholm", "Hässleholm"),
    (SKANE, (2027, 5, 20), "held", "Sjöbo", "Sjöbo"),
    (SKANE, (2027, 10, 14), "planned", "Konstmuseet i Ystad", "Konstmuseet i Ystad"),
    (SKANE, (2027, 12, 2), "draft", "Hörby", "Hörby"),
    (CULTURE, (2027, 4, 13), "held", "Odense", "Odense"),
    (CULTURE, (2027, 10, 7), "published", "Aarhus", "Aarhus"),
    (ART, (2027, 3, 30), "held", "Køge", "Køge"),
    (ART, (2027, 11, 16), "planned", "Gladsaxe", "Gladsaxe"),
    (ART, (2027, 11, 17), "invited", None, "Malmö"),
    (ART, (2028, 2, 10), "planned", "Herning", "Herning"),
    (FACILITIES, (2026, 3, 19), "held", "Aarhus", "Aarhus"),
    (FACILITIES, (2026, 9, 10), "held", "Vejle", "Vejle"),
    (FACILITIES, (2026, 11, 12), "held", "Køge", "Køge"),
    (FACILITIES, (2027, 3, 18), "held", "Hjørring", "Hjørring"),
    (FACILITIES, (2027, 9, 9), "invited", "Randers", "Randers"),
    (FACILITIES, (2027, 11, 11), "planned", "Esbjerg", "Esbjerg"),
]


def meeting(slug, *day):
    return next(m for m in Meeting.objects.filter(network__slug=slug) if m.day == dt.date(*day))


def sent(one, *, places=None):
    """Who of which member has a seat, by address."""
    seats = one.seats.taken().select_related("person", "organisation")
    found: dict[str, set[str]] = {}
    for seat in seats:
        found.setdefault(seat.organisation.name, set()).add(seat.person.email)
    return found[places] if places else found


def test_these_are_all_and_each_is_as_far_as_the_description_says(demo):
    there = {
        (
            m.network.slug,
            (m.day.year, m.day.month, m.day.day),
            m.state,
            next((h.organisation.name for h in m.hostings.running()), None),
            m.place.name,
        )
        for m in Meeting.objects.select_related("network", "place")
    }
    assert there == set(DESCRIBED)


def test_the_program_warns_of_what_the_description_says_and_of_nothing_else(demo):
    """S11, S17 for the draft in Hörby, K16 for the culture managers' 13 April."""
    found = {
        (m.network.slug, m.day.isoformat(), explained.warning.code): str(explained.warning)
        for m in Meeting.objects.select_related("network", "place")
        for explained in warnings(m)
    }
    assert set(found) == {
        (SKANE, "2027-12-02", "S11"),
        (SKANE, "2027-12-02", "S17"),
        (CULTURE, "2027-04-13", "K16"),
    }
    assert "number 4" in found[SKANE, "2027-12-02", "S11"]
    assert "3 times at most" in found[SKANE, "2027-12-02", "S11"]
    assert "from Hörby it is 12.0 km" in found[SKANE, "2027-12-02", "S17"]
    assert found[CULTURE, "2027-04-13", "K16"] == "Nobody from outside speaks."


def test_two_of_the_three_have_been_given_their_reasons(demo):
    reasons = {
        explained.warning.code: explained.reason and explained.reason.by.organisation.name
        for m in Meeting.objects.all()
        for explained in warnings(m)
    }
    assert reasons == {"K16": "KL", "S11": "Region Skåne", "S17": None}


def test_of_a_years_plan_only_skanes_is_warned_of(demo):
    """S11, K31: a study trip is never counted (K23)."""
    found = {}
    for network in Network.objects.all():
        for number in years.years(network, Meeting.objects.all(), NOW.date()):
            there = years.in_year(network.meetings.all(), network, number).prefetch_related("items")
            overview = years.overview(network, there, is_now=number == network.year(NOW.date())[0].year)
            if overview.warning:
                found[network.slug, number] = overview.warning.values["planned"]
    assert found == {(SKANE, 2027): 4}


# --- Region Skåne ---------------------------------------------------------------------------------------


def test_to_hassleholm_18_came_14_with_somebody_and_4_alone(demo):
    """S14–S17: by train, in winter."""
    it = meeting(SKANE, 2027, 2, 11)
    assert it.armkrok
    assert it.station_km < Decimal(4)
    assert it.seats.taken().count() == it.seats.count() == 18
    assignments = Assignment.objects.filter(meeting=it).prefetch_related("companions", "enrolment")
    coming = [a for a in assignments if it.seats.filter(person=a.person_id).exists()]
    assert len(coming) == 18
    assert sum(a.state == AssignmentState.CONFIRMED for a in coming) == 14
    alone = [a for a in coming if a.state == AssignmentState.NONE]
    assert len(alone) == 4
    assert all(a.none_why for a in alone)
    brought = Companion.objects.filter(assignment__meeting=it, state="confirmed")
    assert dict(brought.values_list("role").annotate(Count("pk")).order_by()) == {
        "Kulturskolechef": 6,
        "Rektor": 5,
        "BVC-sjuksköterska": 3,
    }
    assert Companion.objects.count() == 14
    assert set(brought.values_list("role", flat=True)) < set(it.network.companion_roles)
    assert brought.values("trade").distinct().count() == 3  # S7
    assert not brought.exclude(person__organisation=None).exists()  # S16: no member, and nobody's colleague
    answers = dict(it.invitations.values_list("answer").annotate(Count("pk")).order_by())
    assert answers == {"me": 18, "no": 3, "": 2}


def test_in_sjobo_there_is_no_station_and_a_guest_comes_for_three_quarters_of_an_hour(demo):
    """S17, S19, S20"""
    it = meeting(SKANE, 2027, 5, 20)
    assert it.station_km > Decimal(4)
    guest = Guest.objects.get(meeting=it)
    [slot] = [timed for timed in timetable(it) if timed.item.pk == guest.item_id]
    assert f"{slot.starts:%H.%M}–{slot.ends:%H.%M}" == "10.30–11.15"
    assert guest.state == "confirmed"
    assert guest.focus
    assert guest.material
    assert not it.seats.filter(person=guest.person).exists()


def test_in_ystad_a_museum_hosts_and_presents_itself(demo):
    """S18"""
    it = meeting(SKANE, 2027, 10, 14)
    assert it.armkrok
    assert it.place.kind == OrganisationKind.INSTITUTION
    assert it.place.parent.name == "Ystad"
    slot = it.items.get(sort=Sort.HOST_SLOT)
    assert it.place.name in slot.title
    assert slot.about


def test_somebody_else_spoke_for_svedala_in_february_than_in_may(demo):
    """S9"""
    in_winter, in_may = (
        sent(meeting(SKANE, *day), places="Svedala") for day in ((2027, 2, 11), (2027, 5, 20))
    )
    assert in_winter == {"kulturstrateg.svedala@example.org"}
    assert in_may == {"kultursamordnare.svedala@example.org"}


# --- KL -------------------------------------------------------------------------------------------------


def test_the_culture_managers_have_what_is_always_there_and_a_talk_next_time(demo):
    """K11, K14, K16"""
    network = Network.objects.get(slug=CULTURE)
    assert network.external_talk
    for day in ((2027, 4, 13), (2027, 10, 7)):
        titles = meeting(CULTURE, *day).items.filter(sort=Sort.STANDING).values_list("title", flat=True)
        assert set(titles) == set(network.standing_items)
    assert not meeting(CULTURE, 2027, 4, 13).items.filter(led_by="guest").exists()
    chosen = meeting(CULTURE, 2027, 10, 7)
    assert all(votes in chosen.focus for votes in ("fem stemte", "fire på", "to på"))
    assert Guest.objects.get(meeting=chosen).state == "invited"


def test_art_has_a_closed_item_that_no_guest_hears(demo):
    """K21, S20"""
    it = meeting(ART, 2027, 3, 30)
    [closed] = [timed for timed in timetable(it) if timed.item.closed]
    [guest] = [timed for timed in timetable(it) if timed.item.guests.exists()]
    assert not rules.overlap((closed.starts, closed.ends), (guest.starts, guest.ends))


def test_the_year_of_art_runs_from_march_and_holds_three_meetings_without_the_trip(demo):
    """A8, K23"""
    network = Network.objects.get(slug=ART)
    year = network.year(dt.date(2028, 2, 10))
    assert year == (dt.date(2027, 3, 1), dt.date(2028, 2, 29))
    in_year = Meeting.objects.standing().filter(network=network).between(*year, network.time_zone)
    assert in_year.count() == 3
    assert Meeting.objects.held_in(network, year).count() == 1


def test_a_trip_to_malmo_is_for_those_who_want_to(demo):
    """K23: seats of its own, and nobody was asked."""
    trip = Meeting.objects.get(kind="study_trip")
    assert trip.beside == meeting(ART, 2027, 11, 16)
    assert set(sent(trip)) == {"Aalborg", "Odense", "Holbæk", "Herning"}
    assert trip.seats.taken().count() < trip.capacity
    assert not trip.invitations.exists()
    assert not trip.seats.filter(extra=True).exists()


def test_the_two_who_run_art_take_turns(demo):
    """K24"""
    first = Move.objects.filter(meeting__network__slug=ART, state="draft")
    assert set(first.values_list("by__organisation__name", flat=True)) == {"KL", "BKF"}


def test_days_on_facilities_are_whole_days_and_three_were_held_in_2026_and_one_in_2027(demo):
    """A3, K31"""
    network = Network.objects.get(slug=FACILITIES)
    held = [
        Meeting.objects.held_in(network, network.year(dt.date(year, 6, 1))).count() for year in (2026, 2027)
    ]
    assert held == [3, 1]
    assert all(m.minutes >= 300 for m in network.meetings.all())


def test_the_same_form_of_work_never_dominates_twice_in_a_row(demo):
    """K32"""
    days = Meeting.objects.filter(network__slug=FACILITIES).order_by("starts_at")
    forms = [rules.meter([item.facts() for item in day.items.all()]).dominating_form for day in days]
    assert all(forms[:-1])  # the last has no programme yet
    assert all(one != other for one, other in pairwise(forms))


def test_only_those_who_were_members_then_took_seats_and_two_each(demo):
    """K17, K34: Hjørring from November 2026, Esbjerg from 2027, Svendborg after March; Køge until the year's end."""
    four = {"Aarhus", "Vejle", "Køge", "Randers"}
    expected = {
        (2026, 3, 19): four,
        (2026, 9, 10): four,
        (2026, 11, 12): four | {"Hjørring"},
        (2027, 3, 18): four | {"Hjørring", "Esbjerg"},
        (2027, 9, 9): four | {"Esbjerg"},
    }
    for day, places in expected.items():
        it = meeting(FACILITIES, *day)
        numbers = {place: len(people) for place, people in sent(it).items()}
        extra = {"Vejle": 3} if day == (2027, 3, 18) else {}
        assert numbers == dict.fromkeys(places, 2) | extra
        for enrolment in Enrolment.objects.filter(seats__meeting=it).distinct():
            assert enrolment.starts_on <= it.day
            assert enrolment.ends_on is None or enrolment.ends_on >= it.day
    invited = meeting(FACILITIES, 2027, 9, 9).invitations.values_list(
        "enrolment__organisation__name", flat=True
    )
    assert set(invited) == four | {"Hjørring", "Esbjerg", "Svendborg"}


def test_nobody_was_invited_or_seated_for_a_member_that_had_not_joined_yet(demo):
    """K17"""
    for row in [*Invitation.objects.select_related("enrolment"), *Seat.objects.select_related("enrolment")]:
        on = (row.sent_at if isinstance(row, Invitation) else row.made_at).date()
        assert row.enrolment.starts_on <= on


def test_vejle_has_a_third_person_in_march_on_an_extra_seat(demo):
    """A2"""
    extra = Seat.objects.get(extra=True)
    assert extra.organisation.name == "Vejle"
    assert extra.meeting == meeting(FACILITIES, 2027, 3, 18)


def test_esbjerg_sends_another_pair_each_time(demo):
    """K35"""
    march, september = (
        sent(meeting(FACILITIES, *day), places="Esbjerg") for day in ((2027, 3, 18), (2027, 9, 9))
    )
    assert len(march) == len(september) == 2
    assert march.isdisjoint(september)
    people = Person.objects.filter(email__in=march | september)
    assert {person.organisation.name for person in people} == {"Esbjerg"}


def test_koge_withdrew_after_the_march_day_was_held(demo):
    """A4, K36"""
    held = Move.objects.get(meeting=meeting(FACILITIES, 2027, 3, 18), state="held")
    koge = Enrolment.objects.get(network__slug=FACILITIES, organisation__name="Køge")
    [asked] = Entry.objects.about(koge).filter(what="withdrawal.asked")
    [was_held] = Entry.objects.about(held.meeting).filter(what="meeting.moved", details__after="held")
    assert (was_held.at, was_held.pk) < (asked.at, asked.pk)
    assert koge.ends_on == dt.date(2027, 12, 31)


def test_on_9_september_registration_is_open_and_not_much_room_is_left(demo):
    it = meeting(FACILITIES, 2027, 9, 9)
    assert it.registration_is_open(NOW)
    assert it.capacity - it.seats.taking_room().count() == 3
    answers = dict(it.invitations.values_list("enrolment__organisation__name", "answer"))
    assert answers == {
        "Aarhus": "me",
        "Vejle": "me",
        "Randers": "me",
        "Esbjerg": "other",
        "Køge": "other",
        "Hjørring": "no",
        "Svendborg": "",
    }
    food, access, workshop = asking.counts(it)
    assert (food.total, access.total, workshop.total) == (2, 1, 5)
    assert len(workshop.question.choices) == 2


def test_a_state_agencys_expert_is_a_guest_and_has_no_seat(demo):
    """K29, K30, A10"""
    it = meeting(FACILITIES, 2027, 9, 9)
    guest = Guest.objects.get(meeting=it)
    assert (guest.role, guest.state) == ("expert", "confirmed")
    assert guest.person.organisation.kind == OrganisationKind.STATE_AGENCY
    assert not Seat.objects.filter(person=guest.person).exists()
    assert not Enrolment.objects.filter(organisation=guest.person.organisation).exists()


def test_kl_has_an_offer_that_has_waited_too_long_and_one_that_is_new(demo):
    """K28"""
    kl = HostOffer.objects.filter(network__slug=FACILITIES)
    assert [o.organisation.name for o in kl.overdue(NOW)] == ["Aarhus"]
    assert {o.organisation.name for o in kl.unanswered()} == {"Aarhus", "Svendborg"}
    accepted = Hosting.objects.filter(offer__accepted=True).values_list("organisation__name", flat=True)
    assert set(accepted) == {"Hässleholm", "Hörby", "Randers", "Esbjerg"}


def test_the_host_in_randers_has_begun_to_get_ready(demo):
    """S12"""
    tasks = meeting(FACILITIES, 2027, 9, 9).hostings.running().get().tasks
    done = tasks.exclude(done_at=None)
    assert done.count() == 2
    assert done.first().done_by.email == "medarbejder-i-byplanlaegning.randers@example.org"
    assert tasks.filter(done_at=None, doer="host").count() > 2


def test_a_programme_is_kept_to_begin_with(demo):
    template = ProgrammeTemplate.objects.get()
    assert template.network.slug == FACILITIES
    assert len(template.items) == 9


# --- all meetings ---------------------------------------------------------------------------------------


def test_each_meeting_fits_its_programme_into_its_time(demo):
    for it in Meeting.objects.select_related("network"):
        assert str(it.zone) == it.network.time_zone
        ends = [timed.ends for timed in timetable(it)]
        assert max(ends, default=it.starts) <= it.ends.astimezone(ZoneInfo(it.network.time_zone))
        if it.state in ("held", "published"):
            assert max(ends) == it.ends


def test_every_state_of_a_meeting_was_reached_by_an_act_that_is_in_the_journal(demo):
    for move in Move.objects.select_related("meeting"):
        about = Entry.objects.about(move.meeting).filter(at=move.at, by=move.by_id)
        if move.state == "draft":
            assert about.filter(what="meeting.planned").exists()
        else:
            assert about.filter(what="meeting.moved", details__after=move.state).exists()
    for it in Meeting.objects.all():
        assert it.moves.last().state == it.state
        states = list(it.moves.values_list("state", flat=True))
        if it.state == "held":
            assert states == ["draft", "planned", "published", "invited", "held"]


def test_every_seat_companion_guest_and_host_came_by_an_act(demo):
    said = [
        (Seat, "seat.taken"),
        (Companion, "companion.answered"),
        (Guest, "guest.invited"),
        (Hosting, "host.named"),
        (HostOffer, "host.offered"),
    ]
    for model, what in said:
        for row in model.objects.all():
            assert Entry.objects.about(row).filter(what=what).exists()


def test_each_act_comes_after_the_one_before_it(demo):
    """Of one meeting the journal was written in the order in which it happened."""
    for it in Meeting.objects.all():
        moved = Entry.objects.about(it).filter(what__startswith="meeting.").order_by("pk")
        moments = list(moved.values_list("at", flat=True))
        assert moments == sorted(moments)


def test_people_answer_on_working_days(demo):
    for invitation in Invitation.objects.exclude(answered_at=None):
        assert invitation.answered_at.weekday() < 5


def test_what_people_said_about_food_is_gone_when_the_meeting_is_over(demo):
    february = meeting(SKANE, 2027, 2, 11)
    assert february.questions.exists()
    assert Entry.objects.about(february).filter(what="question.erased").exists()
    assert not QuestionAnswer.objects.filter(question__meeting__state="held").exists()


def test_everybody_who_was_invited_got_a_letter_and_none_is_still_to_leave(demo):
    for invitation in Invitation.objects.select_related("person"):
        letter = Message.objects.get(key__startswith=f"invitation-{invitation.pk}:")
        assert letter.to_address == invitation.person.email
        assert letter.created_at == invitation.sent_at
    assert not Message.objects.waiting().exists()
    assert not Person.objects.exclude(email__endswith="@example.org").exists()


def test_building_leaves_no_more_work_than_a_worker_does_in_a_moment(demo):
    assert OrmQ.objects.count() <= Meeting.objects.count()


def test_institutions_and_agencies_are_in_the_directory_like_all_others(demo):
    for name in ("Konstmuseet i Ystad", "Styrelsen for Byggeri og Fritid"):
        it = Organisation.objects.get(name=name)
        assert Entry.objects.about(it).filter(what="organisation.added").exists()
        assert editing.fingerprint(it)


@pytest.mark.parametrize("word", ["2026", "2027", "2028", "februari", "maj ", "oktober", "marts", "april"])
def test_no_text_of_a_meeting_names_a_day(demo, word):
    """The days move with the demo's date, so what people wrote can't name one."""
    written = [m.title + m.focus for m in Meeting.objects.all()]
    written += [item.title + item.about for m in Meeting.objects.all() for item in m.items.all()]
    written += [o.message + o.answer for o in HostOffer.objects.all()]
    written += [h.brief for h in Hosting.objects.all()]
    written += [c.message for c in Companion.objects.all()]
    written += [g.focus + g.brief for g in Guest.objects.all()]
    assert not [text for text in written if word in text.casefold()]
