"""Which invoices a payment is for. Only what it says places money by itself."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.billing.rules.matching import Book, How, Invoiced, Paid

D = Decimal


def invoiced(pk: int, number: str, reference: str = "", open_: str = "8750.00", **more: str) -> Invoiced:
    return Invoiced(
        pk, number, reference, (more.get("payer", "Svendborg"),), more.get("currency", "DKK"), D(open_)
    )


def paid(amount: str = "8750.00", **more: object) -> Paid:
    return Paid(D(amount), str(more.pop("currency", "DKK")), **more)  # type: ignore[arg-type]


FIRST = invoiced(1, "2027-00012", "000202700012")
SECOND = invoiced(2, "2027-00013", "000202700013", "1875.00", payer="Aarhus")


@pytest.mark.parametrize(
    ("payment", "parts", "how"),
    [
        (paid(references=("000202700012",)), [(1, "8750.00")], How.REFERENCE),
        (paid(references=("202700012",)), [(1, "8750.00")], How.REFERENCE),
        (paid(references=("71000000202700012",)), [(1, "8750.00")], How.REFERENCE),
        (paid("8000.00", references=("202700012",)), [(1, "8000.00")], How.REFERENCE),
        # More than is open: all of it is for that invoice, and the rest is to be paid back.
        (paid("9000.00", references=("202700012",)), [(1, "9000.00")], How.REFERENCE),
        (paid(text="Faktura 2027-00012, tak"), [(1, "8750.00")], How.NUMBER),
        (paid(text="faktura nr.2027-00012."), [(1, "8750.00")], How.NUMBER),
        (paid("100.00", text="2027-00012"), [(1, "100.00")], How.NUMBER),
        (paid("9000.00", text="2027-00012"), [(1, "8750.00")], How.NUMBER),
        (paid(text="OCR 0002 0270 0012"), [(1, "8750.00")], How.OCR),
        (paid(text="+71<000000202700012+12345678<"), [(1, "8750.00")], How.OCR),
        (paid("10625.00", text="2027-00012 og 2027-00013"), [(1, "8750.00"), (2, "1875.00")], How.NUMBER),
        (paid("10625.00", text="2027-00012/2027-00013"), [(1, "8750.00"), (2, "1875.00")], How.NUMBER),
        (paid("10625.00", references=("202700012", "202700013")), [(1, "8750.00"), (2, "1875.00")], How.REFERENCE),
        (
            paid("10625.00", references=("202700012",), text="2027-00013"),
            [(1, "8750.00"), (2, "1875.00")],
            How.REFERENCE,
        ),
    ],
)  # fmt: skip
def test_what_a_payment_says_places_it(payment: Paid, parts: list[tuple[int, str]], how: How) -> None:
    answer = Book([FIRST, SECOND]).match(payment)

    assert [(pk, str(amount)) for pk, amount in answer.parts] == parts
    assert answer.how == how


@pytest.mark.parametrize(
    ("payment", "suggestions"),
    [
        (paid(payer="Svendborg Kommune"), (1,)),  # the same amount and name
        (paid(payer="Odense Kommune"), ()),
        (paid("8749.00", payer="Svendborg Kommune"), ()),
        (paid(text="12027-00012"), ()),  # a part of another number
        (paid(text="2027-000123"), ()),
        (paid(text="2027-00012-4"), ()),
        (paid(text="KL-2027-00012"), ()),
        (paid("5000.00", text="2027-00012 og 2027-00013"), (1, 2)),  # not enough for both: which?
        (paid("-8750.00", references=("202700012",)), (1,)),  # taken back: a person looks
        (paid(references=("202700012",), reversal=True), (1,)),
        (paid(references=("202700012",), currency="SEK"), ()),
        (paid(text="2027-00012", currency="SEK"), ()),
        (paid(payer="Svendborg", currency="SEK"), ()),
    ],
)
def test_anything_else_waits_for_a_person(payment: Paid, suggestions: tuple[int, ...]) -> None:
    answer = Book([FIRST, SECOND]).match(payment)

    assert answer.parts == ()
    assert answer.suggestions == suggestions


def test_who_pays_twice_is_looked_at_the_second_time() -> None:
    book = Book([FIRST])
    first = book.match(paid(references=("202700012",)))
    book.take(first)

    second = book.match(paid(references=("202700012",)))

    assert first.parts
    assert second.parts == ()
    assert second.suggestions == (1,)


def test_a_number_as_short_as_any_is_not_looked_for_in_texts() -> None:
    assert Book([invoiced(1, "12", "12")]).match(paid(text="12 stole, 12 borde")).parts == ()


amounts = st.integers(1, 10**7).map(lambda ore: D(ore) / 100)


@given(
    opens=st.lists(amounts, min_size=1, max_size=6),
    payments=st.lists(st.tuples(amounts, st.sets(st.integers(0, 5), max_size=4), st.booleans()), max_size=8),
)
def test_money_is_neither_lost_nor_made(
    opens: list[Decimal], payments: list[tuple[Decimal, set[int], bool]]
) -> None:
    """What is placed of a payment is never more than it; only a reference of its own overpays an invoice, and then with
    all of the payment; what is open never falls below nothing."""
    book = Book(
        invoiced(number, f"2027-{number:05}", f"9900{number:05}", str(amount))
        for number, amount in enumerate(opens)
    )
    for amount, named, by_reference in payments:
        before = dict(book.open)
        numbers = sorted(named)
        said = (
            Paid(amount, "DKK", tuple(f"9900{number:05}" for number in numbers))
            if by_reference
            else Paid(amount, "DKK", (), " ".join(f"2027-{number:05}" for number in numbers))
        )
        answer = book.match(said)
        book.take(answer)

        placed = sum((part for _pk, part in answer.parts), D(0))
        assert 0 <= placed <= amount
        assert all(part > 0 for _pk, part in answer.parts)
        assert len({pk for pk, _part in answer.parts}) == len(answer.parts)
        assert all(rest >= 0 for rest in book.open.values())
        for pk, part in answer.parts:
            if part > before[pk]:
                assert answer.parts == ((pk, amount),)
                assert by_reference
            else:
                assert before[pk] - book.open[pk] == part
