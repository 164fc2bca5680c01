"""Settings in groups, in plain words; what does nothing isn't shown; nobody's work is written over."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from armkrok.journal.models import Entry
from armkrok.networks import opening
from armkrok.networks.models import Network
from armkrok.networks.settings_groups import ALL, GROUPS, REMINDERS, live
from tests.world import World

OVERVIEW = reverse("networks:settings", args=["fritidsfaciliteter"])


def address(group: str) -> str:
    return reverse("networks:settings_group", args=["fritidsfaciliteter", group])


def as_shown(client: Client, group: str) -> dict[str, Any]:
    """What the browser would send if nothing were touched."""
    form = client.get(address(group)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    for name, value in values.items():
        if isinstance(value, list):
            lines = form.fields[name].prepare_value(value)
            values[name] = value if isinstance(lines, list) else lines
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.fixture
def staff(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def test_every_setting_is_in_one_group(world: World) -> None:
    """Issue 2: all that differs between networks is a setting."""
    kept_by_acts = {"id", "slug", "search_text"}
    assert set(ALL) | kept_by_acts == {field.name for field in Network._meta.fields}
    assert len(ALL) == len(set(ALL))


@pytest.mark.parametrize("group", [group.slug for group in GROUPS if group.slug != "run"])
def test_saving_what_is_there_changes_nothing(staff: Client, group: str) -> None:
    sent = staff.post(address(group), as_shown(staff, group))
    assert sent.headers.get("Location") == OVERVIEW, sent.context["form"].errors
    assert not Entry.objects.filter(what="network.changed").exists()


def test_a_change_is_kept_with_what_it_was_before(world: World, staff: Client) -> None:
    """Quality, "It keeps": every act is in the journal."""
    sent = staff.post(
        address("appointments"),
        as_shown(staff, "appointments") | {"seats_per_meeting": 3, "why": "Flere vil med"},
    )
    assert sent.headers["Location"] == OVERVIEW
    world.network.refresh_from_db()
    assert world.network.seats_per_meeting == 3
    entry = Entry.objects.get(what="network.changed")
    assert (entry.by, entry.why) == (world.people["secretary"].pk, "Flere vil med")
    assert entry.details["changed"] == {"seats_per_meeting": [2, 3]}
    page = staff.get(OVERVIEW).content.decode()
    assert "Each member has 3 seats at every meeting." in page
    assert "Seats per meeting and member" in page
    assert "Flere vil med" in page


def test_lists_are_written_one_on_each_line(world: World, staff: Client) -> None:
    """S5, K19, K20"""
    staff.post(
        address("public"),
        as_shown(staff, "public")
        | {"purposes": " lærande \n\ndialog\nlærande\n", "subjects": "", "contributions": "viden"},
    )
    world.network.refresh_from_db()
    assert world.network.purposes == ["lærande", "dialog"]
    assert (world.network.subjects, world.network.contributions) == ([], ["viden"])
    assert "lærande" in as_shown(staff, "public")["purposes"]


def test_the_area_is_whole_countries_or_counties(world: World, staff: Client) -> None:
    """S8"""
    world.municipality("Höör", "1267", country="SE", area="SE-12", area_name="Skåne län")
    page = staff.get(address("joining")).content.decode()
    assert "The whole of Denmark" in page
    assert "Skåne län" in page
    staff.post(address("joining"), as_shown(staff, "joining") | {"areas": ["DK", "DK-1083", "SE-12"]})
    world.network.refresh_from_db()
    assert world.network.areas == ["DK", "SE-12"]  # the county of a whole country adds nothing
    page = staff.get(OVERVIEW).content.decode()
    assert "the whole of Denmark and Skåne län" in page


def test_what_does_not_hold_is_said_beside_the_field(world: World, staff: Client) -> None:
    sent = staff.post(address("year"), as_shown(staff, "year") | {"meetings_min": 5, "meetings_max": 2})
    form = sent.context["form"]
    assert form.errors == {"meetings_max": ["This is less than the least number of meetings."]}
    assert form["meetings_min"].value() == "5"
    nothing = staff.post(address("joining"), {"suggested_roles": "Idrætschef"})
    assert {"areas", "eligible_kinds"} <= nothing.context["form"].errors.keys()
    assert "Idrætschef" in nothing.content.decode()
    world.network.refresh_from_db()
    assert world.network.meetings_min == 3


class TestInert:
    """Issue 2: a setting that is inert is not shown."""

    @pytest.mark.parametrize(
        ("name", "without", "with_it"),
        [
            ("winter_from", {"winter_rule": False}, {"winter_rule": True}),
            ("station_km", {"winter_rule": False}, {"winter_rule": True}),
            ("full_day_minutes", {"full_days": False}, {"full_days": True}),
            ("notice_months", {"leaving_rule": "year_end"}, {"leaving_rule": "notice"}),
            ("same_form_at_most", {"forms_of_work": []}, {"forms_of_work": ["talk"]}),
            ("eligibility_procedure", {"asks_committee": True}, {"asks_committee": False}),
        ],
    )
    def test_it_follows_another_setting(self, name: str, without: dict, with_it: dict) -> None:
        assert live(without, [name], 1) == ()
        assert live(with_it, [name], 1) == (name,)

    def test_alone_there_is_nothing_to_share(self) -> None:
        """K24"""
        assert live({}, ["invoicer", "joint_controllers"], 1) == ()
        assert live({}, ["invoicer", "joint_controllers"], 2) == ("invoicer", "joint_controllers")

    def test_it_appears_at_once(self, staff: Client) -> None:
        """S17: with htmx, and nothing is judged or saved while one is still choosing."""
        assert "winter_from" not in staff.get(address("year")).context["form"].fields
        typed = as_shown(staff, "year") | {"winter_rule": "on", "meetings_min": "abc"}
        part = staff.post(address("year"), typed, headers={"HX-Request": "true"})
        page = part.content.decode()
        assert "<html" not in page
        assert 'name="winter_from"' in page
        assert 'value="abc"' in page
        assert "error" not in page
        assert not Entry.objects.filter(what="network.changed").exists()

    def test_without_javascript_it_appears_after_saving(self, world: World, staff: Client) -> None:
        sent = staff.post(address("year"), as_shown(staff, "year") | {"winter_rule": "on"})
        assert sent.headers["Location"] == address("year")
        world.network.refresh_from_db()
        assert (world.network.winter_rule, world.network.winter_from) == (True, 10)
        assert "winter_from" in staff.get(address("year")).context["form"].fields

    def test_switched_off_it_keeps_what_it_was(self, world: World, staff: Client) -> None:
        opening.change_settings(
            world.network,
            {"winter_rule": True, "winter_from": 11},
            by=world.people["secretary"],
            at=world.now,
        )
        shown = as_shown(staff, "year")
        del shown["winter_rule"]
        staff.post(address("year"), shown | {"winter_from": 1})
        world.network.refresh_from_db()
        assert (world.network.winter_rule, world.network.winter_from) == (False, 11)


def test_the_second_of_two_does_not_write_over_the_first(world: World, staff: Client) -> None:
    shown = as_shown(staff, "appointments")
    opening.change_settings(
        world.network, {"seats_per_meeting": 5}, by=world.people["secretary"], at=world.now
    )
    sent = staff.post(address("appointments"), shown | {"seats_per_meeting": 7})
    page = sent.content.decode()
    assert "Somebody else changed these settings while you were writing" in page
    assert "Somebody else wrote: 5" in page
    assert 'value="7"' in page
    world.network.refresh_from_db()
    assert world.network.seats_per_meeting == 5
    again = shown | {"seats_per_meeting": 7, "seen": sent.context["form"]["seen"].value()}
    assert staff.post(address("appointments"), again).status_code == 302
    world.network.refresh_from_db()
    assert world.network.seats_per_meeting == 7


def test_another_group_can_be_changed_meanwhile(world: World, staff: Client) -> None:
    shown = as_shown(staff, "appointments")
    opening.change_settings(world.network, {"meetings_min": 1}, by=world.people["secretary"], at=world.now)
    assert staff.post(address("appointments"), shown).status_code == 302


def test_the_same_number_written_otherwise_is_no_change(world: World, staff: Client) -> None:
    by = world.people["secretary"]
    opening.change_settings(world.network, {"winter_rule": True}, by=by, at=world.now)
    before = Entry.objects.count()
    staff.post(address("year"), as_shown(staff, "year") | {"station_km": "4.00"})
    assert Entry.objects.count() == before


def test_kilometres_are_written_as_the_reader_writes_them(world: World, staff: Client) -> None:
    """S17: with a comma in Swedish."""
    opening.change_settings(world.network, {"winter_rule": True}, by=world.people["secretary"], at=world.now)
    staff.cookies["django_language"] = "sv"
    shown = as_shown(staff, "year")
    assert 'value="4,0"' in staff.get(address("year")).content.decode()
    sent = staff.post(address("year"), shown | {"station_km": "2,5"})
    assert sent.status_code == 302
    world.network.refresh_from_db()
    assert str(world.network.station_km) == "2.5"


def test_to_everybody_else_it_is_not_there(world: World, client: Client) -> None:
    places = [OVERVIEW, *(address(group.slug) for group in GROUPS)]
    for place in places:
        assert client.get(place).status_code == 302  # to the sign-in
    for outsider in ("outsider", "coordinator", "facilitator"):
        other = world.sign_in(Client(), outsider)
        assert {other.get(place).status_code for place in places} == {404}
        assert other.post(address("leaving"), {"leaving_rule": "notice"}).status_code == 404
    assert world.sign_in(client, "secretary").get(address("nonsense")).status_code == 404


def test_a_long_history_takes_no_more_queries(
    world: World, staff: Client, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": a signed-in page in at most 20 queries."""
    for number in range(1, 60):
        opening.change_settings(
            world.network,
            {"seats_per_meeting": number % 50 + 1, "areas": ["DK", f"SE-{number}"]},
            by=world.people["secretary"],
            at=world.now,
        )
    with django_assert_max_num_queries(16):
        assert staff.get(OVERVIEW).status_code == 200
    for group in GROUPS:
        with django_assert_max_num_queries(16):
            staff.get(address(group.slug))


def test_a_reminder_that_is_left_empty_is_none(world: World, staff: Client) -> None:
    """Reminders go out so many days before the meeting; nothing and 0 are nobody."""
    page = staff.get(OVERVIEW).content.decode()
    assert "Those who haven&#x27;t answered are reminded 14 days before the meeting." in page
    reminders = dict.fromkeys(REMINDERS, "") | {"remind_coming_days": 2}
    sent = staff.post(address("deadlines"), as_shown(staff, "deadlines") | reminders)
    assert sent.headers["Location"] == OVERVIEW
    world.network.refresh_from_db()
    assert [getattr(world.network, name) for name in REMINDERS] == [0, 0, 0, 0, 2]
    page = staff.get(OVERVIEW).content.decode()
    assert "Those who come are reminded 2 days before the meeting." in page
    assert "haven&#x27;t answered are reminded 14 days" not in page
    staff.post(address("deadlines"), as_shown(staff, "deadlines") | {"remind_coming_days": 0})
    assert "Nobody is reminded by the program." in staff.get(OVERVIEW).content.decode()


def test_nobody_is_reminded_after_registration_has_closed(world: World, staff: Client) -> None:
    """K17: the sentence says the day on which it really happens."""
    staff.post(address("deadlines"), as_shown(staff, "deadlines") | {"registration_days": 20})
    page = staff.get(OVERVIEW).content.decode()
    assert "Those who haven&#x27;t answered are reminded 21 days before the meeting." in page
