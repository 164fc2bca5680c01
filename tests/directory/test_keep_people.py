"""The list of people, and adding and changing one."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from python_calamine import CalamineWorkbook

from armkrok.directory.chronicle import chronicle
from armkrok.directory.editing import AlreadyThere, EditRefusal, add_person, change_person, fingerprint
from armkrok.directory.models import Department, Organisation, Person
from armkrok.directory.personal_data import erase, export
from armkrok.journal.models import Entry

from .conftest import AT, make_organisation, make_person, sign_in
from .test_edit_an_organisation import form_of

LIST = "/people/"


def names(response: Any) -> list[str]:
    return [person.name for person in response.context["page"]]


class TestFinding:
    def test_by_name_organisation_and_policy_area(self, office: Client, coordinator: Person) -> None:
        make_person("Åse Ærlig", policy_area="culture", email="ase@x.example")
        assert names(office.get(LIST, {"q": "ase aerlig"})) == ["Åse Ærlig"]
        assert names(office.get(LIST, {"q": "bastad"})) == ["Karin Koordinator"]
        assert names(office.get(LIST, {"policy_area": "culture"})) == ["Åse Ærlig"]
        text = office.get(LIST, {"q": "ase"}, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in text
        assert "Åse" in text

    def test_a_long_list_costs_no_more_queries(
        self, office: Client, bastad: Organisation, django_assert_max_num_queries: Any
    ) -> None:
        make_person("One", organisation=bastad)
        with django_assert_max_num_queries(20) as one:
            office.get(LIST)
        for number in range(300):
            make_person(f"Person {number}", organisation=make_organisation(f"O {number}", kind="school"))
        with django_assert_max_num_queries(len(one.captured_queries)):
            assert len(names(office.get(LIST))) == 100

    def test_the_file_carries_no_formulas(self, office: Client, bastad: Organisation) -> None:
        make_person("=1+1", organisation=bastad, phone="+46 1")
        response = office.get("/people/table.xlsx", {"q": "1+1"})
        rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
        assert [row[0] for row in rows] == ["Name", "=1+1"]
        assert "'=1+1;" in office.get("/people/table.csv").content.decode("utf-8-sig")

    def test_only_for_the_secretariat(self, client: Client, coordinator: Person) -> None:
        for address in (
            LIST,
            f"/people/{coordinator.pk}/",
            "/people/new/",
            f"/people/{coordinator.pk}/edit/",
        ):
            assert client.get(address).status_code == 302
            assert sign_in(coordinator).get(address).status_code == 404


class TestAddingAndChanging:
    def test_added_with_organisation_and_department(
        self, office: Client, bastad: Organisation, secretary: Person
    ) -> None:
        """S7: a person carries department and policy area."""
        department = Department.objects.create(organisation=bastad, name="Kultur")
        sent = form_of(office, f"/people/new/?organisation={bastad.pk}")
        assert sent["organisation"] == bastad.pk
        sent |= {"name": "Nina Ny", "department": str(department.pk), "policy_area": "culture"}
        response = office.post("/people/new/", sent)
        nina = Person.objects.get(name="Nina Ny")
        assert response["Location"] == nina.get_absolute_url()
        assert (nina.organisation, nina.department, nina.policy_area) == (bastad, department, "culture")
        assert "Sonja Sekreterare" in office.get(nina.get_absolute_url()).content.decode()

    def test_an_address_belongs_to_one_person(self, office: Client, coordinator: Person) -> None:
        sent = form_of(office, "/people/new/") | {"name": "Again", "email": "KARIN@bastad.example"}
        response = office.post("/people/new/", sent)
        assert "has this e-mail address already" in response.content.decode()
        assert coordinator.get_absolute_url() in response.content.decode()
        with pytest.raises(AlreadyThere):
            add_person({"name": "Again", "email": "karin@bastad.example"}, by=None, at=AT)

    def test_a_department_of_another_organisation(self, office: Client, coordinator: Person) -> None:
        strange = Department.objects.create(organisation=make_organisation("Höganäs"), name="Strange")
        with pytest.raises(EditRefusal) as refused:
            change_person(coordinator, {"department": strange}, seen=fingerprint(coordinator), by=None, at=AT)
        assert refused.value.field == "department"
        address = f"/people/{coordinator.pk}/edit/"
        response = office.post(address, form_of(office, address) | {"department": str(strange.pk)})
        assert "department" in response.context["form"].errors

    def test_the_departments_follow_the_organisation(self, office: Client, bastad: Organisation) -> None:
        Department.objects.create(organisation=bastad, name="Kultur")
        text = office.get("/organisations/departments/", {"organisation": bastad.pk}).content.decode()
        assert "Kultur" in text
        assert (
            "Kultur" not in office.get("/organisations/departments/", {"organisation": "x"}).content.decode()
        )

    def test_two_editors(self, office: Client, coordinator: Person) -> None:
        address = f"/people/{coordinator.pk}/edit/"
        first, second = form_of(office, address), form_of(office, address)
        office.post(address, first | {"phone": "+46 1"})
        response = office.post(address, second | {"title": "Head of culture"})
        coordinator.refresh_from_db()
        assert (coordinator.phone, coordinator.title) == ("+46 1", "Coordinator")
        assert "Telephone is “+46 1” now." in response.content.decode()
        assert 'value="Head of culture"' in response.content.decode()

    def test_the_entry_says_what_was_and_what_is(self, coordinator: Person, secretary: Person) -> None:
        new = make_organisation("Höganäs")
        changes = {"organisation": new, "policy_area": "leisure"}
        change_person(coordinator, changes, seen=fingerprint(coordinator), by=secretary, at=AT)
        (line,) = chronicle(coordinator)
        assert {(c.label, c.before, c.after) for c in line.changes} == {
            ("Organisation", "Båstad", "Höganäs"),
            ("Policy area", "", "Leisure and sport"),
        }


class TestErasing:
    def test_everything_known_is_handed_out(self, coordinator: Person, secretary: Person) -> None:
        change_person(coordinator, {"phone": "+46 1"}, seen=fingerprint(coordinator), by=secretary, at=AT)
        known = export(Person.objects.get(pk=coordinator.pk))
        assert known["person"]["email"] == "karin@bastad.example"
        assert known["person"]["organisation"] == "Båstad"
        assert [entry["what"] for entry in known["history"]] == ["person.changed"]

    def test_nothing_of_them_is_left(self, coordinator: Person, secretary: Person) -> None:
        changes = {"name": "Karin Gift", "phone": "+46 1"}
        change_person(coordinator, changes, seen=fingerprint(coordinator), by=secretary, at=AT)
        make_person("Karin K", email="old@bastad.example", merged_into=coordinator)
        erase(Person.objects.get(pk=coordinator.pk), at=AT)
        everything = str(
            [*Person.objects.exclude(pk=secretary.pk).values(), *Entry.objects.values("details", "why")]
        )
        for word in ("Karin", "karin", "bastad", "+46", "Gift"):
            assert word not in everything
        coordinator.refresh_from_db()
        assert coordinator.name == "Erased person"
        before = Entry.objects.count()
        with translation.override("da"):  # whoever is at the computer
            erase(coordinator, at=AT)
        assert Entry.objects.count() == before
