"""Load on 127.0.0.1. A client is a connection that stays open, with cookies of its own; it does as little as it can,
since it shares the machine with what it measures."""

import re
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

T = TypeVar("T")
R = TypeVar("R")

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"set-cookie: *(\w+)=([^;]*)", re.IGNORECASE)
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes
    seconds: float


@dataclass
class Client:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"")

    def post(self, path: str, **fields: str) -> Answer:
        """A form of the page that was got last."""
        return self._ask(
            "POST", path, urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode(), form=True
        )

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _ask(self, method: str, path: str, body: bytes, *, form: bool = False) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: keep-alive"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if form:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        asked = "\r\n".join([*lines, "", ""]).encode() + body
        began = time.perf_counter()
        head, text = self._exchange(asked)
        seconds = time.perf_counter() - began
        for name, value in _COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        if found := _TOKEN.search(text):
            self.token = found[1].decode()
        return Answer(int(head[9:12]), head, text, seconds)

    def _exchange(self, asked: bytes) -> tuple[bytes, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(asked)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head, text = got[:end], got[end + 4 :]
        length = int(found[1]) if (found := _LENGTH.search(head)) else 0
        while len(text) < length:
            text += self._more()
        return head, text

    def _more(self) -> bytes:
        assert self._socket  # noqa: S101
        if not (got := self._socket.recv(1 << 18)):
            raise ConnectionError("the server closed the connection")
        return got


@dataclass(frozen=True)
class Load:
    """How long each answer took, sorted, and how many there were in a second."""

    seconds: list[float]
    per_second: float

    @property
    def p50(self) -> float:
        return self.seconds[len(self.seconds) // 2]

    @property
    def p95(self) -> float:
        return self.seconds[int(len(self.seconds) * 0.95)]


def repeat(clients: list[Client], path: str, *, seconds: float) -> Load:
    """Every client asks for the page again and again, for so long."""
    until = time.perf_counter() + seconds

    def work(client: Client) -> list[float]:
        took = []
        while time.perf_counter() < until:
            answer = client.get(path)
            if answer.status != 200:
                raise RuntimeError(f"{path} was answered with {answer.status}")
            took.append(answer.seconds)
        return took

    return _load(clients, work)


def share(clients: list[Client], jobs: list[str], do: Callable[[Client, str], float]) -> Load:
    """The jobs, each done once by whichever client is free."""
    left, lock = list(jobs), threading.Lock()

    def work(client: Client) -> list[float]:
        took: list[float] = []
        while True:
            with lock:
                if not left:
                    return took
                job = left.pop()
            took.append(do(client, job))

    return _load(clients, work)


def at_once(prepare: Callable[[int], object], do: Callable[[int], Answer], number: int) -> list[Answer]:
    """So many people get ready, and when all are, all of them do it in the same moment."""
    ready = threading.Barrier(number)

    def work(one: int) -> Answer:
        prepare(one)
        ready.wait(120)
        return do(one)

    return _in_threads(list(range(number)), work)


def _load(clients: list[Client], work: Callable[[Client], list[float]]) -> Load:
    began = time.perf_counter()
    results = _in_threads(clients, work)
    lasted = time.perf_counter() - began
    took = sorted(seconds for result in results for seconds in result)
    return Load(took, len(took) / lasted)


def _in_threads(given: list[T], work: Callable[[T], R]) -> list[R]:
    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(work, given))
