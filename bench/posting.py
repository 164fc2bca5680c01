"""What the worker does with the invitations that were asked for: `python -m bench.posting`, in the environment of a
database. They are handed to a mail server on this machine; prints the seconds that each part took as JSON."""

import asyncio
import json
import smtplib
import time

import django

django.setup()

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import SMTP, Envelope, Session  # noqa: E402
from django.conf import settings  # noqa: E402

from armkrok.mail.tasks import deliver  # noqa: E402
from armkrok.meetings.tasks import send_invitations  # noqa: E402
from tests.served import free_port  # noqa: E402


class Taken:
    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        await asyncio.sleep(0)
        return "250 OK"


def main() -> None:
    began, written = time.perf_counter(), 0
    while some := send_invitations():
        written += some
    writing = time.perf_counter() - began
    taken, port = Taken(), free_port()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        began = time.perf_counter()
        left = deliver()
        delivering = time.perf_counter() - began
        envelopes, taken.envelopes = taken.envelopes, []
        began = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", port) as server:
            for envelope in envelopes:
                server.sendmail(str(envelope.mail_from), envelope.rcpt_tos, envelope.content or b"")
        bare = time.perf_counter() - began
    finally:
        controller.stop(no_assert=True)
    print(
        json.dumps(
            {
                "written": written,
                "writing": writing,
                "left": left,
                "with_calendar": sum(b"text/calendar" in (one.content or b"") for one in envelopes),
                "delivering": delivering,
                "bare": bare,
            }
        )
    )


if __name__ == "__main__":
    main()
