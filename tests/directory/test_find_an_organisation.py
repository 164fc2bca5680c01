"""The list of organisations: search, filters, pages, files to take along."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from armkrok.directory.models import Organisation, Person

from .conftest import make_organisation, sign_in

LIST = "/organisations/"


def names(response: Any) -> list[str]:
    return [organisation.name for organisation in response.context["page"]]


@pytest.fixture
def several(bastad: Organisation) -> None:
    make_organisation("Östersund", code="2380", area="SE-23", area_name="Jämtlands län")
    make_organisation("Hørsholm", code="0223", country="DK", area="DK-1084", area_name="Region Hovedstaden")
    make_organisation("Aabenraa", code="0580", country="DK", area="DK-1083", area_name="Region Syddanmark")
    make_organisation("Konsthallen", kind="institution", parent=bastad)


def test_strangers_sign_in_first(client: Client, bastad: Organisation) -> None:
    for address in (
        LIST,
        "/organisations/new/",
        f"/organisations/{bastad.pk}/edit/",
        "/organisations/table.csv",
    ):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_members_and_outsiders_find_nothing_here(coordinator: Person, outsider: Person) -> None:
    for person in (coordinator, outsider):
        for address in (
            LIST,
            "/organisations/new/",
            "/organisations/table.csv",
            "/people/",
            "/people/table.xlsx",
        ):
            assert sign_in(person).get(address).status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ostersund", ["Östersund"]),
        ("ÖSTER", ["Östersund"]),
        ("horsholm", ["Hørsholm"]),
        ("åbenrå", ["Aabenraa"]),
        ("bastad", ["Båstad"]),
        ("1278", ["Båstad"]),
        ("%", []),
        ("zzz", []),
    ],
)
def test_it_is_found_however_it_is_typed(office: Client, several: None, words: str, found: list[str]) -> None:
    assert names(office.get(LIST, {"q": words})) == found


def test_filters(office: Client, several: None) -> None:
    assert names(office.get(LIST, {"kind": "institution"})) == ["Konsthallen"]
    assert names(office.get(LIST, {"country": "DK"})) == ["Aabenraa", "Hørsholm"]
    assert names(office.get(LIST, {"area": "SE-12", "q": "b"})) == ["Båstad"]
    assert len(names(office.get(LIST, {"kind": "nonsense", "page": "-7"}))) == 5


def test_htmx_gets_the_list_alone(office: Client, several: None) -> None:
    response = office.get(LIST, {"q": "bastad"}, headers={"HX-Request": "true"})
    assert b"Konsthallen" not in response.content
    assert b"<html" not in response.content
    assert "HX-Request" in response["Vary"]
    whole = office.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in whole.content


def test_an_empty_list_says_what_to_do(office: Client) -> None:
    assert b"load_places" in office.get(LIST).content
    assert "Show all" in office.get(LIST, {"q": "zzz"}).content.decode()


def test_a_long_list_costs_no_more_queries(
    office: Client, bastad: Organisation, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": the same number of queries with one row and with three hundred."""
    with django_assert_max_num_queries(20) as one:
        office.get(LIST)
    for number in range(300):
        make_organisation(f"Part {number:03}", kind="institution", parent=bastad)
    with django_assert_max_num_queries(len(one.captured_queries)):
        response = office.get(LIST)
    assert len(names(response)) == 100
    assert "Page 1 of 4" in response.content.decode()
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert len(names(office.get(LIST, {"page": 4}))) == 1


def test_the_whole_filtered_list_can_be_taken_along(office: Client, several: None) -> None:
    """Quality, "It keeps out": spreadsheets that can't carry formulas."""
    make_organisation("=HYPERLINK(1)", kind="company", website="https://a.example")
    page = office.get(LIST, {"kind": "company"}).content.decode()
    assert "/organisations/table.xlsx?kind=company" in page
    response = office.get("/organisations/table.xlsx", {"kind": "company"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Name", "=HYPERLINK(1)"]
    text = office.get("/organisations/table.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1);" in text
    assert len(text.splitlines()) == 7
    assert office.get("/organisations/table.exe").status_code == 404


def test_the_export_costs_no_more_with_more_rows(
    office: Client, several: None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as few:
        office.get("/organisations/table.csv")
    for number in range(150):
        make_organisation(f"Part {number}", kind="school", parent=Organisation.objects.get(name="Hørsholm"))
    with django_assert_max_num_queries(len(few.captured_queries)):
        office.get("/organisations/table.csv")


class TestTheChooser:
    """Typing a part of a name and picking what is found: the form that strangers enrol with uses it too."""

    def test_anybody_may_ask(self, client: Client, several: None) -> None:
        response = client.get(
            "/organisations/choices/", {"name": "municipality", "municipality_search": "bås"}
        )
        text = response.content.decode()
        assert 'type="radio" name="municipality"' in text
        assert "Båstad" in text
        assert "One found." in text

    def test_at_most_twelve(self, client: Client, db: None) -> None:
        for number in range(30):
            make_organisation(f"Nykøbing {number}")
        text = client.get("/organisations/choices/", {"name": "o", "o_search": "nykobing"}).content.decode()
        assert text.count('type="radio"') == 12
        assert "30 found" in text

    def test_restricted_to_kinds_and_areas(self, client: Client, several: None) -> None:
        asked: dict[str, Any] = {
            "name": "o",
            "o_search": "o",
            "kind": "municipality",
            "area": ["SE", "DK-1084"],
        }
        text = client.get("/organisations/choices/", asked).content.decode()
        assert "Östersund" in text
        assert "Hørsholm" in text
        assert "Konsthallen" not in text

    def test_the_one_chosen_stays_while_one_looks_on(
        self, client: Client, bastad: Organisation, several: None
    ) -> None:
        asked = {"name": "o", "o_search": "hors", "o": str(bastad.pk)}
        text = client.get("/organisations/choices/", asked).content.decode()
        assert f'value="{bastad.pk}" checked' in text
        assert "Hørsholm" in text

    def test_those_merged_away_are_not_offered(self, client: Client, bastad: Organisation) -> None:
        make_organisation("Båstads kommun", merged_into=bastad)
        text = client.get("/organisations/choices/", {"name": "o", "o_search": "bastad"}).content.decode()
        assert text.count('type="radio"') == 1

    @pytest.mark.parametrize("name", ["", '"><script>', "a b", "x" * 80])
    def test_a_name_that_is_none(self, client: Client, db: None, name: str) -> None:
        assert client.get("/organisations/choices/", {"name": name}).status_code == 404

    @pytest.mark.parametrize("chosen", ["x", "٣", "9" * 30, "-1", "1.5"])
    def test_a_choice_that_is_none(self, client: Client, bastad: Organisation, chosen: str) -> None:
        asked = {"name": "o", "o_search": "bås", "o": chosen}
        response = client.get("/organisations/choices/", asked)
        assert response.status_code == 200
        assert b"checked" not in response.content


@pytest.mark.django_db
def test_what_half_of_denmark_is_called_is_passed_over() -> None:
    """Who types "ko" wants Kolding and Køge, and not everything that is a Kommune."""
    for name in ("Kolding", "Køge", "Aarhus"):
        organisation = Organisation(
            kind="municipality", country="DK", name=name, official_name=f"{name} Kommune"
        )
        organisation.write_search_text()
        organisation.save()
    found = Organisation.objects.matching
    assert [o.name for o in found("ko")] == ["Kolding", "Køge"]
    assert [o.name for o in found("aarhus kommune")] == ["Aarhus"]
