"""A secretary adds and changes an organisation, its departments and committees (K9, S7)."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from armkrok.directory.chronicle import chronicle
from armkrok.directory.editing import (
    AlreadyThere,
    EditRefusal,
    add_department,
    add_organisation,
    change_department,
    change_organisation,
    fingerprint,
    remove_department,
)
from armkrok.directory.models import Department, Organisation, Person, Station
from armkrok.journal.models import Entry

from .conftest import AT, make_organisation, make_person, sign_in


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send if nobody typed anything."""
    form = client.get(address).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        sent[bound.html_name] = "" if value is None else getattr(value, "chosen", value)
    return sent


class TestAdding:
    def test_it_has_a_page_and_an_entry(
        self, office: Client, bastad: Organisation, secretary: Person
    ) -> None:
        sent = form_of(office, f"/organisations/new/?kind=institution&parent={bastad.pk}")
        assert (sent["kind"], sent["parent"], sent["area"]) == ("institution", bastad.pk, "SE-12")
        response = office.post(
            "/organisations/new/", sent | {"name": "Konsthallen", "profile": "Modern art."}
        )
        added = Organisation.objects.get(name="Konsthallen")
        assert response["Location"] == added.get_absolute_url()
        assert (added.parent, added.area_name, added.search_text) == (bastad, "Skåne län", "konsthallen")
        assert [(line.who, line.words) for line in chronicle(added)] == [
            ("Sonja Sekreterare", "added the organisation")
        ]
        page = office.get(bastad.get_absolute_url()).content.decode()
        assert "Konsthallen" in page  # K9: its institutions

    def test_the_nearest_station_is_found(self, secretary: Person) -> None:
        """S17"""
        Station.objects.create(country="SE", code="1", name="Båstad", latitude=56.43536, longitude=12.90409)
        Station.objects.create(country="DK", code="2", name="Nearer", latitude=56.427, longitude=12.853)
        added = add_organisation(
            {
                "kind": "municipality",
                "country": "SE",
                "name": "Båstad",
                "latitude": 56.42689,
                "longitude": 12.85339,
            },
            by=secretary,
            at=AT,
        )
        assert added.station is not None
        assert (added.station.name, added.station_km) == ("Båstad", Decimal("3.3"))

    def test_a_namesake_is_asked_about(self, office: Client, bastad: Organisation) -> None:
        sent = form_of(office, "/organisations/new/") | {
            "kind": "municipality",
            "country": "SE",
            "name": "båstad",
        }
        response = office.post("/organisations/new/", sent)
        assert "in the directory already" in response.content.decode()
        assert bastad.get_absolute_url() in response.content.decode()
        assert Organisation.objects.count() == 1
        assert office.post("/organisations/new/", sent | {"namesake": "on"}).status_code == 302
        assert Organisation.objects.count() == 2

    def test_an_official_code_stands_once(self, bastad: Organisation, secretary: Person) -> None:
        with pytest.raises(AlreadyThere) as refused:
            add_organisation(
                {"kind": "municipality", "country": "SE", "name": "Other", "code": "1278"},
                by=secretary,
                at=AT,
            )
        assert (refused.value.field, refused.value.there) == ("code", bastad)
        assert Organisation.objects.count() == 1

    def test_check_digits_are_answered_beside_their_field(self, office: Client, db: None) -> None:
        sent = form_of(office, "/organisations/new/") | {
            "kind": "company",
            "country": "SE",
            "name": "Firman",
            "registration_number": "5560360794",
            "e_address_scheme": "0088",
            "e_address": "1234567890123",
            "latitude": "95",
        }
        response = office.post("/organisations/new/", sent)
        errors = response.context["form"].errors
        assert {"registration_number", "e_address", "latitude"} <= set(errors)
        assert 'value="Firman"' in response.content.decode()
        assert not Organisation.objects.exists()

    def test_one_coordinate_is_none(self, office: Client, db: None) -> None:
        sent = form_of(office, "/organisations/new/") | {
            "kind": "company", "country": "SE", "name": "Firman", "latitude": "55"
        }  # fmt: skip
        assert "longitude" in office.post("/organisations/new/", sent).context["form"].errors

    def test_without_javascript_a_button_looks_for_the_parent(
        self, office: Client, bastad: Organisation
    ) -> None:
        sent = form_of(office, "/organisations/new/") | {
            "name": "Hallen",
            "parent_search": "bast",
            "parent_find": "1",
        }
        response = office.post("/organisations/new/", sent)
        text = response.content.decode()
        assert 'value="Hallen"' in text
        assert f'name="parent" value="{bastad.pk}"' in text
        assert "This field is required" not in text
        assert Organisation.objects.count() == 1

    def test_a_search_that_nothing_was_chosen_from_is_not_passed_over(
        self, office: Client, bastad: Organisation
    ) -> None:
        sent = form_of(office, "/organisations/new/") | {
            "kind": "school", "country": "SE", "name": "Skolan", "parent_search": "bast"
        }  # fmt: skip
        response = office.post("/organisations/new/", sent)
        assert "parent" in response.context["form"].errors
        assert f'value="{bastad.pk}"' in response.content.decode()


class TestChanging:
    def test_the_entry_says_what_was_and_what_is(
        self, office: Client, bastad: Organisation, secretary: Person
    ) -> None:
        """K9: the profile says how culture is organised."""
        address = f"/organisations/{bastad.pk}/edit/"
        sent = form_of(office, address) | {
            "profile": "One committee for culture and leisure.",
            "country": "SE",
        }
        assert office.post(address, sent)["Location"] == bastad.get_absolute_url()
        (line,) = chronicle(bastad)
        assert [(c.label, c.before, c.after) for c in line.changes] == [
            ("How culture and leisure are organised", "", "One committee for culture and leisure.")
        ]
        page = office.get(bastad.get_absolute_url()).content.decode()
        assert "One committee for culture and leisure." in page
        assert "Sonja Sekreterare" in page

    def test_saving_without_a_change_writes_nothing(self, office: Client, bastad: Organisation) -> None:
        address = f"/organisations/{bastad.pk}/edit/"
        assert office.post(address, form_of(office, address)).status_code == 302
        assert not Entry.objects.exists()

    def test_two_editors_do_not_write_over_each_other(
        self, office: Client, bastad: Organisation, secretary: Person
    ) -> None:
        address = f"/organisations/{bastad.pk}/edit/"
        first, second = form_of(office, address), form_of(office, address)
        office.post(address, first | {"website": "https://first.example/"})
        response = office.post(address, second | {"profile": "What the second wrote."})
        bastad.refresh_from_db()
        assert (bastad.website, bastad.profile) == ("https://first.example/", "")
        text = response.content.decode()
        assert "Somebody else changed this" in text
        assert "Website is “https://first.example/” now." in text
        assert "What the second wrote." in text  # what was typed is still there
        again = {b.html_name: getattr(b.value(), "chosen", b.value()) or "" for b in response.context["form"]}
        office.post(address, again)
        bastad.refresh_from_db()
        assert (bastad.website, bastad.profile) == ("", "What the second wrote.")

    def test_a_form_without_its_mark_is_refused(self, office: Client, bastad: Organisation) -> None:
        address = f"/organisations/{bastad.pk}/edit/"
        sent = form_of(office, address) | {"name": "Bjäre", "seen": ""}
        assert office.post(address, sent).status_code == 200
        bastad.refresh_from_db()
        assert bastad.name == "Båstad"

    def test_nothing_belongs_to_its_own_part(self, bastad: Organisation, secretary: Person) -> None:
        part = make_organisation("Hallen", kind="institution", parent=bastad)
        for parent in (part, bastad):
            with pytest.raises(EditRefusal) as refused:
                change_organisation(bastad, {"parent": parent}, seen=fingerprint(bastad), by=secretary, at=AT)
            assert refused.value.field == "parent"

    def test_a_new_name_is_found(self, bastad: Organisation, secretary: Person) -> None:
        change_organisation(bastad, {"name": "Ängelholm"}, seen=fingerprint(bastad), by=secretary, at=AT)
        assert Organisation.objects.matching("angel").exists()
        assert not Organisation.objects.matching("bastad").exists()

    def test_a_place_that_moves_has_another_station(self, bastad: Organisation, secretary: Person) -> None:
        """S17"""
        Station.objects.create(country="SE", code="1", name="Båstad", latitude=56.43536, longitude=12.90409)
        where = {"latitude": 56.42689, "longitude": 12.85339}
        assert change_organisation(bastad, where, seen=fingerprint(bastad), by=secretary, at=AT).station_km
        bastad.refresh_from_db()
        nowhere = {"latitude": None, "longitude": None}
        moved = change_organisation(bastad, nowhere, seen=fingerprint(bastad), by=secretary, at=AT)
        assert (moved.station, moved.station_km) == (None, None)


class TestThePage:
    def test_its_own_people_see_it_and_change_nothing(
        self, bastad: Organisation, coordinator: Person
    ) -> None:
        client = sign_in(coordinator)
        page = client.get(bastad.get_absolute_url()).content.decode()
        assert "Karin Koordinator" in page
        assert "/edit/" not in page
        assert "What has happened" not in page
        for part in ("edit/", "merging/", "departments/"):
            assert client.get(bastad.get_absolute_url() + part).status_code == 404
            assert client.post(bastad.get_absolute_url() + part).status_code == 404

    def test_others_are_told_that_nothing_is_there(
        self, client: Client, bastad: Organisation, outsider: Person
    ) -> None:
        assert sign_in(outsider).get(bastad.get_absolute_url()).status_code == 404
        assert client.get(bastad.get_absolute_url()).status_code == 302
        assert sign_in(outsider).get("/organisations/99999999999999999999/").status_code == 404

    def test_a_wrong_check_digit_is_said_in_words(self, office: Client, bastad: Organisation) -> None:
        Organisation.objects.update(
            e_address_scheme="0088", e_address="1234567890123", registration_number="1"
        )
        page = office.get(bastad.get_absolute_url()).content.decode()
        assert "An EAN/GLN number is thirteen digits" in page
        assert "A Swedish organisation number is ten digits" in page

    def test_what_people_wrote_is_shown_as_text(self, office: Client, bastad: Organisation) -> None:
        Organisation.objects.update(profile="<script>alert(1)</script>")
        assert "<script>alert" not in office.get(bastad.get_absolute_url()).content.decode()

    def test_a_large_organisation_costs_no_more_queries(
        self, office: Client, bastad: Organisation, secretary: Person, django_assert_max_num_queries: Any
    ) -> None:
        def fill(times: int) -> None:
            for number in range(times):
                department = add_department(
                    bastad, {"sort": "department", "name": f"D{number}"}, by=secretary, at=AT
                )
                person = make_person(f"P{number}", organisation=bastad, department=department)
                make_organisation(f"Part {number}", kind="school", parent=bastad)
                seen = fingerprint(Organisation.objects.get(pk=bastad.pk))
                change_organisation(
                    bastad, {"website": f"https://{number}.example"}, seen=seen, by=person, at=AT
                )

        fill(1)
        with django_assert_max_num_queries(20) as one:
            office.get(bastad.get_absolute_url())
        fill(299)
        with django_assert_max_num_queries(len(one.captured_queries)):
            office.get(bastad.get_absolute_url())


class TestDepartments:
    """K5, K9, S7: departments and the committees that they serve."""

    def test_added_changed_and_removed_on_the_page(
        self, office: Client, bastad: Organisation, coordinator: Person
    ) -> None:
        address = f"{bastad.get_absolute_url()}departments/"
        sent = {"sort": "committee", "name": "Kulturnämnden", "policy_area": "culture", "seen": ""}
        assert office.post(address, sent)["Location"] == f"{bastad.get_absolute_url()}#departments"
        department = Department.objects.get()
        coordinator.department = department
        coordinator.save()
        page = office.get(bastad.get_absolute_url()).content.decode()
        assert "Kulturnämnden" in page
        assert "Political committee" in page

        one = f"{address}{department.pk}/"
        office.post(one, form_of(office, one) | {"name": "Kultur- och fritidsnämnden"})
        department.refresh_from_db()
        assert department.name == "Kultur- och fritidsnämnden"

        assert "One person works there" in office.get(f"{one}removal/").content.decode()
        assert Department.objects.exists()
        for _twice in range(2):
            assert office.post(f"{one}removal/").status_code == 302
        coordinator.refresh_from_db()
        assert coordinator.department is None
        assert [line.words for line in chronicle(bastad)] == [
            "removed a department or committee",
            "changed a department or committee",
            "added a department or committee",
        ]

    def test_the_form_comes_alone_to_htmx(self, office: Client, bastad: Organisation) -> None:
        address = f"{bastad.get_absolute_url()}departments/"
        text = office.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in text
        assert f'action="{address}"' in text

    def test_what_was_typed_stays_beside_the_error(self, office: Client, bastad: Organisation) -> None:
        address = f"{bastad.get_absolute_url()}departments/"
        response = office.post(address, {"sort": "committee", "name": "", "policy_area": "culture"})
        assert "name" in response.context["form"].errors
        assert 'value="culture" selected' in response.content.decode()

    def test_two_editors(self, office: Client, bastad: Organisation, secretary: Person) -> None:
        department = add_department(bastad, {"sort": "department", "name": "Kultur"}, by=secretary, at=AT)
        seen = fingerprint(department)
        change_department(department, {"name": "Kultur och fritid"}, seen=seen, by=secretary, at=AT)
        with pytest.raises(EditRefusal):
            change_department(department, {"name": "Other"}, seen=seen, by=secretary, at=AT)

    def test_no_circles_and_no_strangers_above(self, bastad: Organisation, secretary: Person) -> None:
        one = add_department(bastad, {"sort": "department", "name": "One"}, by=secretary, at=AT)
        two = add_department(
            bastad, {"sort": "department", "name": "Two", "parent": one}, by=secretary, at=AT
        )
        other = Department.objects.create(organisation=make_organisation("Höganäs"), name="Strange")
        for parent in (two, one, other):
            with pytest.raises(EditRefusal):
                change_department(one, {"parent": parent}, seen=fingerprint(one), by=secretary, at=AT)

    def test_a_department_of_another_organisation_is_not_here(
        self, office: Client, bastad: Organisation
    ) -> None:
        other = Department.objects.create(organisation=make_organisation("Höganäs"), name="Strange")
        assert office.get(f"{bastad.get_absolute_url()}departments/{other.pk}/").status_code == 404

    def test_removed_twice_is_removed_once(self, bastad: Organisation, secretary: Person) -> None:
        one = add_department(bastad, {"sort": "department", "name": "One"}, by=secretary, at=AT)
        same = Department.objects.get(pk=one.pk)
        remove_department(one, by=secretary, at=AT)
        remove_department(same, by=secretary, at=AT)
        assert Entry.objects.filter(what="department.removed").count() == 1
