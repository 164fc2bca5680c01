"""Invoices leave as files, each named by its number."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from armkrok.billing import ubl
from armkrok.billing.document import to_json
from armkrok.billing.models import Format, Invoice, Issuer, Paper
from tests.billing.e_invoices import a_document, credited
from tests.billing.money_in import an_invoice, an_issuer
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("ubl")]
PDF = b"%PDF-1.7 as it was printed"


@pytest.fixture
def issued(world: World) -> list[Invoice]:
    """An invoice and its credit note, in OIOUBL."""
    issuer = an_issuer(world)
    invoice = an_invoice(world, issuer)
    both = [invoice, an_invoice(world, issuer, credits=invoice)]
    for one, document in zip(both, [a_document(), credited(a_document())], strict=True):
        Invoice.objects.filter(pk=one.pk).update(said=to_json(document), format="oioubl")
        Paper.objects.create(invoice=one, xml=b"<Invoice>as it was issued</Invoice>", pdf=PDF)
    return both


def export(folder: Path, format: str, **more: str) -> tuple[str, str]:
    said, doubts = StringIO(), StringIO()
    call_command("export_invoices", format=format, output=str(folder), stdout=said, stderr=doubts, **more)
    return said.getvalue(), doubts.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def test_they_come_out_as_they_were_issued(issued: list[Invoice], tmp_path: Path) -> None:
    said, _doubts = export(tmp_path / "new" / "folder", "oioubl")
    assert files(tmp_path / "new" / "folder") == {
        f"{one.number}.xml": b"<Invoice>as it was issued</Invoice>" for one in issued
    }
    assert "2 written" in said
    assert "another format" not in said


def test_pdfs_come_out_too(issued: list[Invoice], tmp_path: Path) -> None:
    export(tmp_path, "pdf")
    assert files(tmp_path) == {f"{one.number}.pdf": PDF for one in issued}


def test_in_another_format_they_are_written_anew(issued: list[Invoice], tmp_path: Path) -> None:
    said, doubts = export(tmp_path, "peppol")
    assert "2 of them were issued in another format" in said
    assert doubts == ""
    for one in issued:
        one.refresh_from_db()
        xml = (tmp_path / f"{one.number}.xml").read_bytes()
        assert xml == ubl.write(one.document, Format.PEPPOL)
        assert ubl.check(xml, Format.PEPPOL) == []


def test_what_does_not_hold_in_another_format_is_said(issued: list[Invoice], tmp_path: Path) -> None:
    document = to_json(a_document(buyer_reference=""))
    Invoice.objects.filter(pk=issued[0].pk).update(said=document)
    _said, doubts = export(tmp_path, "peppol", number=issued[0].number)
    assert f"{issued[0].number} doesn't hold by PEPPOL-EN16931-R003" in doubts


def test_one_alone(issued: list[Invoice], tmp_path: Path) -> None:
    said, _doubts = export(tmp_path, "pdf", number=issued[1].number)
    assert list(files(tmp_path)) == [f"{issued[1].number}.pdf"]
    assert "1 written" in said


def test_again_is_the_same(issued: list[Invoice], tmp_path: Path) -> None:
    export(tmp_path, "peppol")
    first = files(tmp_path)
    export(tmp_path, "peppol")
    assert files(tmp_path) == first


def test_two_issuers_with_one_number_both_come_out(
    issued: list[Invoice], world: World, tmp_path: Path
) -> None:
    other = Issuer.objects.create(
        organisation=world.organisations["BKF"],
        legal_name="BKF",
        registration_number=issued[0].issuer.registration_number,
        payment_kind="iban",
        account="X",
    )
    Invoice.objects.filter(pk=issued[1].pk).update(issuer=other, number=issued[0].number)
    export(tmp_path, "pdf")
    number, who = issued[0].number, issued[0].issuer.registration_number
    assert set(files(tmp_path)) == {
        f"{number}-{who}-{issued[0].issuer_id}.pdf",
        f"{number}-{who}-{other.pk}.pdf",
    }


def test_an_unknown_number_is_an_error(issued: list[Invoice], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no invoice or credit note with the number 2031-9") as error:
        export(tmp_path, "pdf", number="2031-9")
    assert error.value.returncode == 1
    assert files(tmp_path) == {}


def test_where_nothing_can_be_written_is_said(issued: list[Invoice], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="can't be written to"):
        export(tmp_path / "file", "pdf")
    with pytest.raises(CommandError, match="can't be written to"):
        export(tmp_path / "file" / "below", "pdf")
