"""One browser among many: cookies of its own, and the token that a form needs."""

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answered:
    status: int
    text: str
    seconds: float


class Visitor:
    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies, self.token = port, dict(cookies or {}), ""

    def get(self, path: str) -> Answered:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> Answered:
        """A form of the page that was got last."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **fields}))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answered:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text):
            self.token = found[1]
        return Answered(response.status, text, seconds)


def all_at_once(doings: list[tuple[Callable[[], object], Callable[[], Answered]]]) -> list[Answered]:
    """Everybody gets ready (the first of each pair), and when all are, everybody does the second at the same moment."""
    ready = threading.Barrier(len(doings))
    answers: list[Answered | BaseException] = [RuntimeError("not answered")] * len(doings)

    def run(number: int, prepare: Callable[[], object], do: Callable[[], Answered]) -> None:
        try:
            prepare()
            ready.wait(60)
            answers[number] = do()
        except BaseException as error:
            answers[number] = error
            ready.abort()

    threads = [threading.Thread(target=run, args=(number, *pair)) for number, pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return [answer for answer in answers if isinstance(answer, Answered)]
