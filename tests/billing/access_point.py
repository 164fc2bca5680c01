"""An access point on this machine, as the standard library can be one, which can be told to misbehave."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "a-token-for-the-tests"


@dataclass
class Point:
    """`taken` is what it has, by its path; `puts` is how often something came, whether it was taken or not."""

    address: str = ""
    taken: dict[str, bytes] = field(default_factory=dict)
    puts: list[dict[str, str]] = field(default_factory=list)
    says: dict[str, tuple[str, str]] = field(default_factory=dict)  # by path: status and reason
    answers: int = 0  # instead of what it would say
    words: str = ""
    hangs_up: bool = False  # it takes what comes, and the line breaks before it has said so
    elsewhere: str = ""  # where it sends on to
    asked: int = 0


def _handler(point: Point) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def _say(self, code: int, **said: str) -> None:
            body = json.dumps(said).encode()
            self.send_response(code)
            if point.elsewhere:
                self.send_header("Location", point.elsewhere)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _let_in(self) -> bool:
            return self.headers["Authorization"] == f"Bearer {TOKEN}"

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            point.puts.append({"path": self.path, **dict(self.headers.items())})
            if not self._let_in():
                self._say(401, reason="Who are you?")
            elif point.answers:
                self._say(point.answers, reason=point.words)
            elif self.path in point.taken:
                self._say(409, reason="We have that number.")
            else:
                time.sleep(0.01)
                point.taken[self.path] = body
                if point.hangs_up:
                    self.connection.close()
                    return
                self._say(201, reference=f"AP-{len(point.taken)}")

        def do_GET(self) -> None:
            point.asked += 1
            path = self.path.removesuffix("/status")
            if point.answers:
                self._say(point.answers)
            elif path not in point.taken:
                self._say(404)
            else:
                status, reason = point.says.get(path, ("sent", ""))
                self._say(200, status=status, reason=reason)

    return Handler


@contextmanager
def an_access_point(tls: ssl.SSLContext | None = None) -> Iterator[Point]:
    point = Point()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(point))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    point.address = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield point
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
