"""A post office of our own: letters are handed over by SMTP, lie in Maildirs, and are fetched by IMAP from a real Dovecot.
Where there is none its tests are skipped in plain sight, but not where everything is to be tested.

    def test_an_answer_arrives(mailboxes: Mailboxes) -> None:
        mailboxes.send(mail)                       # by SMTP, to whomever it names
        mailboxes.mails("asa@example.org")         # what lies in somebody's mailbox
        mailboxes.imap_url("armkrok@example.org")  # for ARMKROK_IMAP_URL
"""

import email
import email.policy
import grp
import mailbox
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.served import free_port

WORD = "ord-för/alla@kassen"  # has what an address must write in another way

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%Lu
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
passdb {{
  driver = static
  args = password={word}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%Lu
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class NotThere(Exception):
    """No Dovecot is installed on this machine."""


def program() -> str:
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if not found or not Path("/usr/lib/dovecot/imap").exists():
        raise NotThere("There is no Dovecot (dovecot-imapd) on this machine.")
    return found


class Mailboxes:
    """Everybody has one, without being set up; gone afterwards. `smtp_port` and `imap_port` are free ones."""

    def __init__(self, *, tls: bool = False) -> None:
        dovecot = program()
        self.folder = Path(tempfile.mkdtemp(prefix="armkrok-mail-"))
        self.mail, self.tls = self.folder / "mail", tls
        self.mail.mkdir()
        self.folder.chmod(0o755)
        as_root = os.geteuid() == 0
        # Dovecot hands nobody's mail to root.
        self.uid, self.gid = (65534, 65534) if as_root else (os.getuid(), os.getgid())
        self.smtp_port, self.imap_port, self.imaps_port = free_port(), free_port(), free_port()
        me = _own_name()
        config = self.folder / "dovecot.conf"
        config.write_text(
            CONFIG.format(
                folder=self.folder,
                word=WORD,
                uid=self.uid,
                gid=self.gid,
                imap=self.imap_port,
                imaps=self.imaps_port if tls else 0,
                ssl="yes" if tls else "no",
                certificate=self._certificate() if tls else "",
                login_user="dovenull" if as_root else me[0],
                internal_user="dovecot" if as_root else me[0],
                internal_group="dovecot" if as_root else me[1],
            )
        )
        shutil.chown(self.mail, self.uid, self.gid)
        # It ends with us even when we were killed.
        self.process = subprocess.Popen(  # noqa: S603 (our own words)
            ["setpriv", "--pdeathsig", "TERM", dovecot, "-F", "-c", str(config)],  # noqa: S607
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "said").open("wb"),
            cwd="/",
            start_new_session=True,
        )
        self.controller = Controller(self, hostname="127.0.0.1", port=self.smtp_port)
        self.controller.start()
        self._wait()

    def _certificate(self) -> str:
        """For "localhost", signed by itself; SSL_CERT_FILE makes it known."""
        key, self.certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        done = subprocess.run(  # noqa: S603
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-keyout", str(key), "-out", str(self.certificate)),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return f"ssl_cert = <{self.certificate}\nssl_key = <{key}"

    def _wait(self) -> None:
        give_up = time.monotonic() + 20
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.imap_port), 2) as there:
                if there.recv(4) == b"* OK":
                    return
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < give_up, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        """What Dovecot has to say, when something is wrong."""
        files = [self.folder / "said", self.folder / "log"]
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    # --- carrying ---------------------------------------------------------------------------------------

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Into the Maildir of each receiver, with the lines that a mail server writes above what it got."""
        assert isinstance(envelope.content, bytes)
        for address in envelope.rcpt_tos:
            self.deliver(address, envelope.content, sender=envelope.mail_from or "")
        return "250 OK"

    def deliver(self, address: str, raw: bytes, *, sender: str = "") -> None:
        """Straight into the mailbox, past SMTP: what no program that behaves would send."""
        box = self._maildir(address)
        box.add(b"Return-Path: <" + sender.encode() + b">\n" + raw)
        self._hand_over(address)

    def _maildir(self, address: str) -> mailbox.Maildir:
        assert "/" not in address
        return mailbox.Maildir(str(self.mail / address.lower()), factory=None, create=True)

    def _hand_over(self, address: str) -> None:
        """To whom Dovecot reads as."""
        if os.geteuid() != 0:
            return
        for folder, _folders, files in os.walk(self.mail / address.lower()):
            for path in (folder, *(os.path.join(folder, file) for file in files)):
                with suppress(FileNotFoundError):
                    os.chown(path, self.uid, self.gid)

    def send(self, mail: EmailMessage | bytes, *, sender: str = "", to: str = "") -> None:
        """By SMTP, as a mail program does."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=email.policy.SMTP)
        read = email.message_from_bytes(raw, policy=email.policy.default)
        receivers = [to] if to else [address.addr_spec for address in read["To"].addresses]
        sender = sender or read["From"].addresses[0].addr_spec
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as smtp:
            smtp.sendmail(sender, receivers, raw)

    def empty(self) -> None:
        """As if nothing had ever been sent. Dovecot sees that by itself."""
        for box in self.mail.iterdir():
            shutil.rmtree(box)

    # --- looking ----------------------------------------------------------------------------------------

    def mails(self, address: str) -> list[EmailMessage]:
        """What lies in somebody's mailbox, in the order in which it came."""
        found = []
        for _key, message in sorted(self._maildir(address).items(), key=lambda item: _came(item[0])):
            read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
            assert isinstance(read, EmailMessage)
            found.append(read)
        return found

    def flags(self, address: str) -> list[str]:
        """Of each mail in the mailbox: S for seen, F for flagged."""
        return sorted(message.get_flags() for message in self._maildir(address))

    def imap_url(self, address: str, how: str = "imap") -> str:
        port = self.imaps_port if how == "imaps" else self.imap_port
        host = "127.0.0.1" if how == "imap" else "localhost"
        return f"{how}://{quote(address, safe='')}:{quote(WORD, safe='')}@{host}:{port}/INBOX"

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp_port}"

    def end(self) -> None:
        self.controller.stop(no_assert=True)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)


def _came(key: str) -> tuple[float, int]:
    """A Maildir's names begin with the second, the microsecond and a number."""
    second, _dot, rest = key.partition(".")
    micro = rest.partition("M")[2].partition("P")[0]
    number = rest.partition("Q")[2].partition(".")[0]
    return float(f"{second}.{int(micro or 0):06d}"), int(number or 0)


def _own_name() -> tuple[str, str]:
    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name


@contextmanager
def some_mailboxes(*, tls: bool = False) -> Iterator[Mailboxes]:
    try:
        mailboxes = Mailboxes(tls=tls)
    except NotThere as why:
        _do_without(str(why))
    try:
        yield mailboxes
    finally:
        mailboxes.end()


def _do_without(why: str) -> NoReturn:
    if os.environ.get("ARMKROK_TEST_ALL"):
        pytest.fail(f"{why} Everything is to be tested.")
    pytest.skip(why)
