"""The networks' rules, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.networks import rules
from armkrok.networks.rules import Admission, Refusal, WrongKind

days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
months = st.integers(1, 12)


def admit(kind: str, *, in_area: bool = True) -> Admission:
    return rules.admission(
        kind, in_area=in_area, eligible=["municipality"], reviewed=["region", "municipal_association"]
    )


class TestWhoMayJoin:
    def test_a_municipality_is_whom_it_is_meant_for(self) -> None:  # K4
        assert admit("municipality") is Admission.MEANT_FOR

    def test_another_public_employer_is_considered(self) -> None:  # K4
        assert admit("region") is Admission.CONSIDERED

    @pytest.mark.parametrize("kind", ["state_agency", "company", "association", "other"])
    def test_others_cannot_and_hear_which_way_is_open(self, kind: str) -> None:  # K29, K30
        with pytest.raises(WrongKind) as no:
            admit(kind)
        assert no.value.requirement == "K29"
        assert "speaker or an expert" in str(no.value.open_way)

    def test_a_self_governing_institution_cannot(self) -> None:  # A9
        with pytest.raises(WrongKind) as no:
            admit("institution")
        assert no.value.requirement == "A9"

    def test_a_municipality_elsewhere_cannot(self) -> None:  # S8
        with pytest.raises(Refusal) as no:
            admit("municipality", in_area=False)
        assert no.value.requirement == "S8"

    @pytest.mark.parametrize(
        ("country", "area", "inside"),
        [
            ("SE", "SE-12", True),
            ("SE", "SE-01", False),
            ("SE", "", True),
            ("DK", "DK-1083", True),
            ("NO", "NO-03", False),
            ("NO", "", False),
        ],
    )
    def test_an_area_is_a_country_or_a_county(self, country: str, area: str, inside: bool) -> None:  # S8
        assert rules.lies_in(["SE-12", "DK"], country=country, area=area) is inside


class TestWhoDecides:
    def decided(self, **more: object) -> bool:
        facts: dict = {
            "procedure": "open",
            "asks_committee": False,
            "title": "Idrætschef",
            "suggested_roles": [],
            "appointer_known": True,
        }
        return rules.decided_by_people(facts.pop("admission", Admission.MEANT_FOR), **(facts | more))

    def test_an_open_network_takes_those_it_is_meant_for(self) -> None:
        assert not self.decided()

    def test_closeness_to_politics_is_never_judged_by_the_machine(self) -> None:  # K5
        assert self.decided(asks_committee=True)

    def test_another_role_is_considered(self) -> None:  # K25
        assert self.decided(suggested_roles=["Leder af idrætsanlæg"])
        assert not self.decided(suggested_roles=["idrætschef "])

    def test_two_mailboxes_that_nobody_knows_make_no_member(self) -> None:  # S9
        assert self.decided(appointer_known=False)

    def test_another_employer_is_considered(self) -> None:  # K4
        assert rules.decided_by_people(
            Admission.CONSIDERED,
            procedure="open",
            asks_committee=False,
            title="",
            suggested_roles=[],
            appointer_known=True,
        )


class TestTheNetworkYear:
    @given(months, days)
    def test_a_day_lies_in_exactly_one_year(self, starts_in: int, day: dt.date) -> None:  # A8
        first, last = rules.network_year(starts_in, day)
        assert first <= day <= last
        assert first.month == starts_in
        assert first.day == 1
        assert rules.network_year(starts_in, last + dt.timedelta(days=1))[0] == last + dt.timedelta(days=1)

    def test_a_year_from_march(self) -> None:  # A8
        assert rules.network_year(3, dt.date(2027, 2, 10)) == (dt.date(2026, 3, 1), dt.date(2027, 2, 28))

    @pytest.mark.parametrize(("month", "winter"), [(9, False), (10, True), (1, True), (3, True), (4, False)])
    def test_winter_runs_over_new_year(self, month: int, winter: bool) -> None:  # S17
        assert rules.is_winter(month, 10, 3) is winter

    def test_winter_within_one_year(self) -> None:  # S17
        assert [m for m in range(1, 13) if rules.is_winter(m, 1, 2)] == [1, 2]


class TestWhenAWithdrawalTakesEffect:
    year = (dt.date(2027, 1, 1), dt.date(2027, 12, 31))

    def effect(self, **more: object) -> dt.date:
        facts: dict = {
            "year": self.year,
            "starts_on": dt.date(2021, 1, 1),
            "committed": True,
            "rule": "year_end",
            "notice_months": 2,
        }
        return rules.withdrawal_takes_effect(dt.date(2027, 5, 3), **(facts | more))

    def test_during_the_year_at_its_end(self) -> None:  # A4
        assert self.effect() == dt.date(2027, 12, 31)

    def test_before_invoice_and_first_meeting_at_once(self) -> None:  # A4
        assert self.effect(committed=False) == dt.date(2027, 5, 3)

    def test_before_the_first_day_at_once(self) -> None:  # A4
        assert self.effect(starts_on=dt.date(2028, 1, 1)) == dt.date(2027, 5, 3)

    def test_two_months_notice(self) -> None:
        assert self.effect(rule="notice") == dt.date(2027, 7, 3)

    @given(days, st.integers(0, 60))
    def test_months_later_is_never_in_the_wrong_month(self, day: dt.date, count: int) -> None:
        later = rules.months_later(day, count)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
        assert later.day <= day.day

    def test_the_last_of_a_shorter_month(self) -> None:
        assert rules.months_later(dt.date(2027, 12, 31), 2) == dt.date(2028, 2, 29)


class TestAppointing:
    def test_nobody_appoints_themselves(self) -> None:  # S9
        with pytest.raises(Refusal):
            rules.appointment_refusal(person_email="Anna@Example.org ", appointer_email="anna@example.org")
        rules.appointment_refusal(person_email="anna@example.org", appointer_email="chef@example.org")

    @given(st.integers(1, 20), st.integers(0, 40))
    def test_vacancies_are_never_negative(self, wanted: int, running: int) -> None:  # S9
        assert rules.vacancies(wanted=wanted, running=running) == max(wanted - running, 0)


class TestPublishing:
    def test_only_the_convener(self) -> None:  # S4
        with pytest.raises(Refusal) as no:
            rules.publisher_refusal(by_convener=False)
        assert no.value.requirement == "S4"

    def test_not_without_a_word_on_personal_data(self) -> None:  # S24
        with pytest.raises(Refusal) as no:
            rules.privacy_refusal(privacy_url="")
        assert no.value.requirement == "S24"
