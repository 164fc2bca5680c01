"""E-invoices are handed to a real folder and to a real address, each once, and what became of them is read there."""

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from armkrok.billing import access_points
from armkrok.billing.access_points import (
    AccessPointGone,
    Address,
    EInvoice,
    Folder,
    NeverSent,
    NotSent,
    Status,
)
from armkrok.environment import access_point
from tests.billing.access_point import TOKEN, Point, an_access_point

ONE = EInvoice("62547711", "2027-00001", b"<Invoice/>")


def visible(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))


# --- names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "number", "name"),
    [
        ("62547711", "2027-00001", "62547711-2027-00001"),
        ("212000-0256", "KÅ/2027 1", "212000_2d0256-K_c3_85_2f2027_201"),
        ("../..", "..", "_2e_2e_2f_2e_2e-_2e_2e"),
        ("1", "a_2d", "1-a_5f2d"),
    ],
)
def test_names_are_safe_everywhere(issuer: str, number: str, name: str) -> None:
    assert EInvoice(issuer, number, b"").name == name


def test_two_numbers_never_share_a_name() -> None:
    pairs = [("1-2", "3"), ("1", "2-3"), ("1_2d2", "3"), ("1", "2_2d3"), ("12", "3"), ("1", "23")]
    assert len({EInvoice(issuer, number, b"").name for issuer, number in pairs}) == len(pairs)


# --- a folder -------------------------------------------------------------------------------------------------


def test_it_lies_whole_in_the_folder_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.send(ONE) == folder.send(ONE) == "62547711-2027-00001"
    assert visible(tmp_path) == ["62547711-2027-00001.xml"]
    assert (tmp_path / "62547711-2027-00001.xml").read_bytes() == b"<Invoice/>"


def test_what_was_taken_away_is_not_put_there_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.send(ONE)
    (tmp_path / f"{ONE.name}.xml").unlink()
    folder.send(ONE)
    assert visible(tmp_path) == []


@pytest.mark.parametrize("stopped_after", ["the document", "the mark", "the right name"])
def test_a_stop_between_any_two_steps_is_made_good(tmp_path: Path, stopped_after: str) -> None:
    """As a worker that was killed there leaves the folder."""
    folder = Folder(tmp_path)
    folder.send(ONE)
    final, part = tmp_path / f"{ONE.name}.xml", tmp_path / f".{ONE.name}.part"
    if stopped_after != "the right name":
        final.rename(part)
    if stopped_after == "the document":
        (tmp_path / f".{ONE.name}.sent").unlink()
        part.write_bytes(b"<Invo")  # not even whole
    assert folder.send(ONE) == ONE.name
    assert final.read_bytes() == ONE.xml
    assert not part.exists()
    assert visible(tmp_path) == [final.name]


def test_another_document_with_the_same_number_is_never_sent(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.send(ONE)
    with pytest.raises(NeverSent):
        folder.send(EInvoice(ONE.issuer, ONE.number, b"<Other/>"))
    (tmp_path / f".{ONE.name}.sent").unlink()  # also where somebody has cleared our marks away
    with pytest.raises(NeverSent):
        folder.send(EInvoice(ONE.issuer, ONE.number, b"<Other/>"))
    assert (tmp_path / f"{ONE.name}.xml").read_bytes() == ONE.xml


def test_what_became_of_it_lies_beside_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.send(ONE)
    assert folder.status(ONE, ONE.name) == (Status.SENT, "")
    (tmp_path / f"{ONE.name}.received").touch()
    assert folder.status(ONE, ONE.name) == (Status.RECEIVED, "")
    (tmp_path / f"{ONE.name}.rejected").write_bytes(
        "Ukendt \x07EAN\r\n\r\n  på   linje 2 \xff".encode("latin-1")
    )
    assert folder.status(ONE, ONE.name) == (Status.REJECTED, "Ukendt EAN\np� linje 2 �")


def test_a_folder_that_is_not_there_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(AccessPointGone):
        Folder(tmp_path / "unmounted").send(ONE)


# --- an address -----------------------------------------------------------------------------------------------


@pytest.fixture
def point() -> Iterator[Point]:
    with an_access_point() as one:
        yield one


def test_it_is_put_at_its_number_with_the_token(point: Point) -> None:
    assert Address(point.address, TOKEN).send(ONE) == "AP-1"
    assert point.taken == {"/v1/62547711/2027-00001": ONE.xml}
    (put,) = point.puts
    assert put["Idempotency-Key"] == ONE.name
    assert put["Content-Type"] == "application/xml; charset=utf-8"


def test_what_it_has_already_has_been_sent(point: Point) -> None:
    address = Address(point.address, TOKEN)
    point.hangs_up = True
    with pytest.raises(AccessPointGone):
        address.send(ONE)
    point.hangs_up = False
    assert address.send(ONE) == ONE.name
    assert len(point.taken) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (400, NeverSent),
        (422, NeverSent),
        (429, NotSent),
        (401, AccessPointGone),
        (403, AccessPointGone),
        (404, AccessPointGone),
        (500, AccessPointGone),
        (503, AccessPointGone),
    ],
)
def test_what_it_says_decides_what_happens_next(point: Point, code: int, kind: type[NotSent]) -> None:
    point.answers, point.words = code, "Feltet EndpointID mangler"
    with pytest.raises(NotSent) as no:
        Address(point.address, TOKEN).send(ONE)
    assert type(no.value) is kind
    assert str(no.value) == f"{code} Feltet EndpointID mangler"


def test_it_is_sent_on_nowhere(point: Point) -> None:
    """The token stays with whom the settings name."""
    with an_access_point() as other:
        for code in (301, 302, 303, 307, 308):
            point.answers, point.elsewhere = code, f"{other.address}/62547711/2027-00001"
            with pytest.raises(AccessPointGone):
                Address(point.address, TOKEN).send(ONE)
            with pytest.raises(AccessPointGone):
                Address(point.address, TOKEN).status(ONE, "")
        assert other.puts == []
        assert other.asked == 0


def test_what_became_of_it_is_asked(point: Point) -> None:
    address, path = Address(point.address, TOKEN), "/v1/62547711/2027-00001"
    assert address.status(ONE, "") == (Status.SENT, "")  # it doesn't know it yet
    address.send(ONE)
    assert address.status(ONE, "AP-1") == (Status.SENT, "")
    point.says[path] = ("rejected", "Ukendt EAN-nummer")
    assert address.status(ONE, "AP-1") == (Status.REJECTED, "Ukendt EAN-nummer")
    point.says[path] = ("eaten", "")
    with pytest.raises(AccessPointGone):
        address.status(ONE, "AP-1")


def test_nobody_there() -> None:
    began = time.monotonic()
    with pytest.raises(AccessPointGone):
        Address("http://127.0.0.1:9/v1", TOKEN).send(ONE)
    assert time.monotonic() - began < 5


def test_an_answer_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_points, "SECONDS_TO_ANSWER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def drip() -> None:
            line, _who = server.accept()
            with line, contextlib.suppress(OSError):
                line.recv(9999)
                line.sendall(b"HTTP/1.1 503 Busy\r\n\r\n")
                for _ in range(100):
                    line.sendall(b"x")
                    time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        with pytest.raises(AccessPointGone, match="503"):
            Address(f"http://127.0.0.1:{port}/v1", TOKEN).send(EInvoice("1", "2", b"<Invoice/>"))
        assert time.monotonic() - began < 3
        thread.join()


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[str]:
    """A server that says of itself who it is, and nobody else does."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout {key} -out {certificate}"
    made += " -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(made.split(), check=True, capture_output=True)  # noqa: S603 (our own words)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with an_access_point(context) as point:
        yield point.address


def test_a_certificate_of_its_own_making_is_not_believed(tls_server: str) -> None:
    with pytest.raises(AccessPointGone, match="CERTIFICATE_VERIFY_FAILED"):
        Address(tls_server, TOKEN).send(ONE)


# --- the settings ---------------------------------------------------------------------------------------------


def test_the_settings_choose(settings: Any) -> None:
    settings.EINVOICE_URL = ""
    assert access_points.of_the_settings() is None
    settings.EINVOICE_URL = "file:///srv/e%20invoices"
    assert access_points.of_the_settings() == Folder(Path("/srv/e invoices"))
    settings.EINVOICE_URL, settings.EINVOICE_TOKEN = "https://ap.example.org/v1/", TOKEN
    assert access_points.of_the_settings() == Address("https://ap.example.org/v1", TOKEN)


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("http://ap.example.org/", TOKEN),
        ("ftp://ap.example.org/", TOKEN),
        ("https://user:word@ap.example.org/", TOKEN),
        ("https://ap.example.org/?key=1", TOKEN),
        ("file://server/share", ""),
        ("file:relative", ""),
        ("http://127.0.0.1:8123/", ""),
        ("http://127.0.0.1:8123/", "with a space"),
        ("https://ap.example.org/", TOKEN),  # the tests run as a demo, and nothing leaves a demo
    ],
)
def test_a_wrong_setting_stops_the_start(url: str, token: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EINVOICE"):
        access_point(url, token, demo=True)


def test_a_right_setting_is_kept() -> None:
    assert access_point("", "", demo=True) == ""
    assert access_point("file:///srv/einvoices", "", demo=True) == "file:///srv/einvoices"
    assert access_point("http://127.0.0.1:8123/v1", TOKEN, demo=True) == "http://127.0.0.1:8123/v1"
