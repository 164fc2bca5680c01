"""The same organisation was in the directory twice: the secretary makes one of the two."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from armkrok.directory.chronicle import chronicle
from armkrok.directory.merging import MergeRefusal, merge_organisations, plan
from armkrok.directory.models import Department, Organisation, Person, Station
from armkrok.journal.models import Entry, Subject, record
from tests.world import World

from .conftest import AT, make_organisation, make_person, sign_in


@pytest.fixture
def double(bastad: Organisation) -> Organisation:
    """Båstad once more, written by somebody who didn't look."""
    return make_organisation(
        "Båstads kommun",
        profile="Culture and leisure in one.",
        e_address_scheme="0088",
        e_address="7350000000014",
    )


def test_everything_moves(bastad: Organisation, double: Organisation, secretary: Person) -> None:
    person = make_person("Per", organisation=double)
    part = make_organisation("Hallen", kind="institution", parent=double)
    department = Department.objects.create(organisation=double, name="Kultur")
    earlier = make_organisation("Bastad", merged_into=double)
    survivor = merge_organisations(double, bastad, by=secretary, at=AT, why=" Written twice. ")
    for row in (person, part, department, earlier, double):
        row.refresh_from_db()
    assert survivor == person.organisation == part.parent == department.organisation == bastad
    assert earlier.merged_into == double.merged_into == bastad
    entry = Entry.objects.get(what="organisation.merged")
    assert (entry.why, entry.by) == ("Written twice.", secretary.pk)
    assert entry.details["became"] == [double.pk, bastad.pk]
    assert entry.details["moved"] == {
        "directory.person": 1,
        "directory.department": 1,
        "directory.organisation": 1,
    }


def test_empty_fields_are_filled_and_others_kept(
    bastad: Organisation, double: Organisation, secretary: Person
) -> None:
    station = Station.objects.create(country="SE", code="1", name="Båstad", latitude=56.4, longitude=12.9)
    Organisation.objects.filter(pk=double.pk).update(
        latitude=56.4, longitude=12.9, station=station, station_km=0
    )
    survivor = merge_organisations(double, bastad, by=secretary, at=AT, why="Twice.")
    survivor.refresh_from_db()
    assert (survivor.name, survivor.code, survivor.area) == ("Båstad", "1278", "SE-12")
    assert survivor.profile == "Culture and leisure in one."
    assert (survivor.e_address_scheme, survivor.e_address) == ("0088", "7350000000014")
    assert survivor.station == station


def test_the_official_code_and_what_the_list_said_come_along(
    bastad: Organisation, double: Organisation, secretary: Person
) -> None:
    Organisation.objects.filter(pk=bastad.pk).update(loaded={"name": "Båstad"})
    survivor = merge_organisations(bastad, double, by=secretary, at=AT, why="Twice.")
    survivor.refresh_from_db()
    assert (survivor.code, survivor.loaded) == ("1278", {"name": "Båstad"})
    assert "1278" in survivor.search_text


def test_a_code_of_another_kind_or_country_does_not(bastad: Organisation, secretary: Person) -> None:
    region = make_organisation("Region", kind="region")
    assert merge_organisations(bastad, region, by=secretary, at=AT, why="x").code == ""


def test_the_history_of_both_is_told(bastad: Organisation, double: Organisation, secretary: Person) -> None:
    record("organisation.added", [double], by=secretary, at=AT)
    record("organisation.changed", [double, bastad], by=secretary, at=AT)
    merge_organisations(double, bastad, by=secretary, at=AT, why="Twice.")
    assert len(chronicle(bastad)) == 3
    assert Subject.objects.filter(number=double.pk, kind="directory.organisation").count() == 3


def test_sent_twice_is_done_once(bastad: Organisation, double: Organisation, secretary: Person) -> None:
    first, second = (Organisation.objects.get(pk=double.pk) for _ in range(2))
    merge_organisations(first, bastad, by=secretary, at=AT, why="Twice.")
    assert merge_organisations(second, bastad, by=secretary, at=AT, why="Twice.") == bastad
    assert Entry.objects.count() == 1


class TestRefused:
    def test_with_itself(self, bastad: Organisation, secretary: Person) -> None:
        with pytest.raises(MergeRefusal, match="itself"):
            merge_organisations(bastad, bastad, by=secretary, at=AT, why="x")

    def test_without_a_reason(self, bastad: Organisation, double: Organisation, secretary: Person) -> None:
        with pytest.raises(MergeRefusal, match="Write why"):
            merge_organisations(double, bastad, by=secretary, at=AT, why="  ")

    def test_into_what_has_gone_itself_or_back_again(
        self, bastad: Organisation, double: Organisation, secretary: Person
    ) -> None:
        third = make_organisation("Höganäs")
        merge_organisations(double, bastad, by=secretary, at=AT, why="x")
        for loser, into in ((third, double), (bastad, double), (double, third)):
            with pytest.raises(MergeRefusal):
                merge_organisations(loser, into, by=secretary, at=AT, why="x")
        assert Entry.objects.count() == 1

    def test_into_a_part_of_one_of_its_parts(
        self, bastad: Organisation, double: Organisation, secretary: Person
    ) -> None:
        middle = make_organisation("Middle", kind="other", parent=double)
        bastad.parent = middle
        bastad.save()
        with pytest.raises(MergeRefusal, match="belongs to a part"):
            merge_organisations(double, bastad, by=secretary, at=AT, why="x")


def test_into_its_own_part(bastad: Organisation, double: Organisation, secretary: Person) -> None:
    region = make_organisation("Region Skåne", kind="region")
    double.parent, bastad.parent = region, double
    double.save()
    bastad.save()
    survivor = merge_organisations(double, bastad, by=secretary, at=AT, why="x")
    survivor.refresh_from_db()
    assert survivor.parent == region


def test_into_what_it_belongs_to(bastad: Organisation, double: Organisation, secretary: Person) -> None:
    double.parent = bastad
    double.save()
    survivor = merge_organisations(double, bastad, by=secretary, at=AT, why="x")
    survivor.refresh_from_db()
    assert survivor.parent is None


class TestWhatHigherPackagesHold:
    """Tables that the directory has never heard of move as well, or are named when they can't."""

    def test_an_enrolment_moves(self, world: World) -> None:
        svendborg = world.organisations["Svendborg"]
        twin = make_organisation("Svendborg Kommune", country="DK")
        survivor = merge_organisations(svendborg, twin, by=world.people["secretary"], at=AT, why="Twice.")
        world.enrolment.refresh_from_db()
        assert world.enrolment.organisation == survivor
        moved = Entry.objects.get(what="organisation.merged").details["moved"]
        assert moved["networks.enrolment"] == 1
        assert moved["networks.appointment"] == 1

    def test_two_members_of_one_network_cannot_become_one(self, world: World) -> None:
        svendborg = world.organisations["Svendborg"]
        koge = world.organisations["Køge"]
        world.member(world.network, koge, "second", "Koordinator, Køge")
        people = svendborg.people.count()
        with pytest.raises(MergeRefusal) as refused:
            merge_organisations(svendborg, koge, by=world.people["secretary"], at=AT, why="Twice.")
        assert refused.value.sentences == (
            "Both have their own enrolment: Kommunernes fritidsfacilitetsnetværk. "
            "End or remove one of the two first.",
        )
        world.enrolment.refresh_from_db()
        svendborg.refresh_from_db()
        assert world.enrolment.organisation == svendborg
        assert svendborg.merged_into is None
        assert svendborg.people.count() == people
        assert not Entry.objects.filter(what="organisation.merged").exists()

    def test_the_page_names_what_collides(self, world: World, office: Client) -> None:
        svendborg, koge = world.organisations["Svendborg"], world.organisations["Køge"]
        world.member(world.network, koge, "second", "Koordinator, Køge")
        page = office.get(f"/organisations/{svendborg.pk}/merging/?other={koge.pk}").content.decode()
        assert "Both have their own enrolment: Kommunernes fritidsfacilitetsnetværk." in page
        assert "Merge them" not in page

    def test_pairs_of_a_many_to_many_move_and_are_there_once(
        self, bastad: Organisation, double: Organisation, secretary: Person, labels: Any
    ) -> None:
        both, one = labels.objects.create(pk=1), labels.objects.create(pk=2)
        both.organisations.add(bastad, double)
        one.organisations.add(double)
        merge_organisations(double, bastad, by=secretary, at=AT, why="Twice.")
        assert list(both.organisations.all()) == list(one.organisations.all()) == [bastad]


@pytest.fixture
def labels(db: None) -> Iterator[Any]:
    """A table of a package that doesn't exist yet, with many organisations to many labels."""

    class Label(models.Model):
        organisations = models.ManyToManyField(Organisation)

        class Meta:
            app_label = "directory"

        def __str__(self) -> str:
            return str(self.pk)

    pairs = Label.organisations.through
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE directory_label (id bigint PRIMARY KEY)")
        cursor.execute(
            f"CREATE TABLE {pairs._meta.db_table} "
            f"(id {'serial' if connection.vendor == 'postgresql' else 'integer'} PRIMARY KEY, label_id bigint, organisation_id bigint, UNIQUE (label_id, organisation_id))"
        )
    yield Label
    for model in (Label, pairs):
        del apps.all_models["directory"][model._meta.model_name]
    apps.clear_cache()


class TestThePages:
    def test_the_other_one_is_found(self, office: Client, bastad: Organisation, double: Organisation) -> None:
        page = office.get(f"/organisations/{double.pk}/merging/?q=bastad").content.decode()
        assert f"/organisations/{double.pk}/merging/?other={bastad.pk}" in page
        part = office.get(
            f"/organisations/{double.pk}/merging/?q=bastad", headers={"HX-Request": "true"}
        ).content.decode()
        assert "<html" not in part

    def test_both_are_seen_side_by_side_and_nothing_is_done_yet(
        self, office: Client, bastad: Organisation, double: Organisation
    ) -> None:
        make_person("Per", organisation=double)
        page = office.get(f"/organisations/{double.pk}/merging/?other={bastad.pk}").content.decode()
        assert "Culture and leisure in one." in page
        assert "filled in" in page
        assert "1, which move" in page
        double.refresh_from_db()
        assert double.merged_into is None

    def test_confirmed_with_a_reason(
        self, office: Client, bastad: Organisation, double: Organisation
    ) -> None:
        address = f"/organisations/{double.pk}/merging/"
        assert office.post(address, {"other": bastad.pk, "why": ""}).status_code == 200
        double.refresh_from_db()
        assert double.merged_into is None
        for _twice in range(2):
            response = office.post(address, {"other": bastad.pk, "why": "Written twice."})
            assert response["Location"] == bastad.get_absolute_url()
        assert Entry.objects.filter(what="organisation.merged").count() == 1
        for part in ("", "edit/", "merging/"):
            assert office.get(double.get_absolute_url() + part)["Location"].startswith(
                bastad.get_absolute_url()
            )
        assert double.name not in [o.name for o in office.get("/organisations/").context["page"]]

    def test_a_refusal_is_shown_with_what_was_typed(
        self, office: Client, bastad: Organisation, double: Organisation
    ) -> None:
        response = office.post(
            f"/organisations/{bastad.pk}/merging/", {"other": bastad.pk, "why": "Because."}
        )
        assert "nothing can be merged with itself" in response.content.decode()

    def test_an_old_address_tells_strangers_nothing(
        self,
        client: Client,
        bastad: Organisation,
        double: Organisation,
        coordinator: Person,
        outsider: Person,
    ) -> None:
        Organisation.objects.filter(pk=double.pk).update(merged_into=bastad)
        assert sign_in(outsider).get(double.get_absolute_url()).status_code == 404
        assert sign_in(coordinator).get(double.get_absolute_url())["Location"] == bastad.get_absolute_url()
        assert sign_in(outsider).get(f"/organisations/{double.pk}/merging/").status_code == 404

    def test_a_plan_changes_nothing(self, bastad: Organisation, double: Organisation) -> None:
        make_person("Per", organisation=double)
        todo = plan(double, bastad)
        assert [move.count for move in todo.moves] == [1]
        double.refresh_from_db()
        assert double.people.count() == 1
