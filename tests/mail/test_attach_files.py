"""Files go along with a letter: written with it, carried with it, forgotten with it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from armkrok.mail import personal_data
from armkrok.mail.letter import Attached, Letter
from armkrok.mail.models import Attachment
from armkrok.mail.tasks import deliver, forget

from .conftest import PostOffice, a_letter

pytestmark = pytest.mark.django_db

PDF = Attached("Faktura 2027-1 til Høje-Taastrup.pdf", "application/pdf", b"%PDF-1.7 \x00\xff not really")
XML = Attached("2027-1.xml", "application/xml", '<?xml version="1.0"?><Invoice>Ærø</Invoice>'.encode())


def with_files(**more: Any) -> Any:
    letter = Letter(subject="An invoice", paragraphs=["Here it is."], attachments=[PDF, XML])
    return a_letter(letter=letter, **more)


def test_files_arrive_as_they_were(post_office: PostOffice) -> None:
    with_files()
    assert deliver() == 1
    mail = post_office.arrived[0]
    arrived = [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in mail.iter_attachments()
    ]
    assert arrived == [(file.name, file.content_type, file.content) for file in (PDF, XML)]
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Here it is." in text.get_content()


def test_files_are_written_with_the_letter_once_or_not_at_all() -> None:
    with transaction.atomic():
        with_files()
        transaction.set_rollback(True)
    assert not Attachment.objects.exists()
    letter = with_files()
    assert with_files() == letter
    assert letter.attachments.count() == 2


def test_files_are_forgotten_with_what_the_letter_said(post_office: PostOffice, settings: Any) -> None:
    settings.DEMO = False
    with_files()
    deliver()
    forget()
    assert Attachment.objects.count() == 2
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        forget()
    assert not Attachment.objects.exists()


def test_files_belong_to_what_somebody_may_have_of_us_and_have_erased() -> None:
    with_files(address="anna@example.org")
    assert personal_data.export("anna@example.org")[0]["files"] == [PDF.name, XML.name]
    personal_data.erase("anna@example.org", at=timezone.now())
    assert not Attachment.objects.exists()
