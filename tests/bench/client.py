"""The load: keep-alive connections, prepared requests, one process of its own, as light as it can be.

It shares the machine with what it measures, so it parses no more of an answer than
its status, its length and one marker. A wrong answer ends the run: nothing slower or
faster than the real page can be measured by mistake.

Speaks pickles over its standard streams: ``Load`` gives it requests under a name,
``Run`` sends them, in their order and from where the last run ended.
"""

from __future__ import annotations

import pickle
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"


@dataclass
class Prepared:
    """One request as it goes over the line, and what its answer must hold."""

    data: bytes
    marker: bytes
    status: int = 200


@dataclass
class Load:
    name: str
    requests: list[Prepared]


@dataclass
class Run:
    """Send for ``seconds``, or ``most`` requests, over ``clients`` connections."""

    name: str
    port: int
    clients: int
    seconds: float = 0.0
    most: int = 0


@dataclass
class Outcome:
    """What came back: seconds of every answer, bytes of bodies, values of the header that was asked for."""

    latencies: list[float] = field(default_factory=list)
    body_bytes: int = 0
    elapsed: float = 0.0
    counts: list[int] = field(default_factory=list)
    wrong: str = ""


class Connection:
    """One client: sends a request, collects its answer, sends the next."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.needed = 0
        self.head = b""
        self.request: Prepared | None = None
        self.sent_at = 0.0

    def send(self, request: Prepared) -> None:
        self.request, self.buffer, self.head, self.needed = request, b"", b"", 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(request.data)

    def receive(self) -> bytes | None:
        """The whole body once it is here; None before."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.buffer += data
        if not self.head:
            end = self.buffer.find(HEAD_END)
            if end < 0:
                return None
            self.head, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            self.needed = int(header(self.head, b"content-length") or 0)
        return self.buffer if len(self.buffer) >= self.needed else None


def header(head: bytes, name: bytes) -> bytes:
    """The value of one header; empty without it."""
    at = head.lower().find(b"\r\n" + name + b":")
    if at < 0:
        return b""
    start = at + len(name) + 3
    end = head.find(b"\r\n", start)
    return head[start : end if end >= 0 else None].strip()


def fault(request: Prepared, head: bytes, body: bytes) -> str:
    """Why this is not the answer that was meant; empty if it is."""
    if head[9:12] != b"%d" % request.status or request.marker not in body:
        asked = request.data.split(b"\r\n", 1)[0].decode()
        said = (head + HEAD_END + body[:1500]).decode(errors="replace")
        return f"{asked} should have answered {request.status} with {request.marker!r}; it answered:\n{said}"
    return ""


class Sender:
    """The requests that were loaded, and how far each list was sent."""

    def __init__(self) -> None:
        self.requests: dict[str, list[Prepared]] = {}
        self.sent: dict[str, int] = {}

    def load(self, job: Load) -> None:
        self.requests[job.name], self.sent[job.name] = job.requests, 0

    def following(self, name: str) -> Prepared:
        requests = self.requests[name]
        at = self.sent[name]
        self.sent[name] = at + 1
        return requests[at % len(requests)]

    def run(self, job: Run) -> Outcome:
        outcome = Outcome()
        selector = selectors.DefaultSelector()
        connections = [Connection(job.port) for _ in range(job.clients)]
        began = time.perf_counter()
        deadline = began + job.seconds
        try:
            for connection in connections:
                selector.register(connection.socket, selectors.EVENT_READ, connection)
                connection.send(self.following(job.name))
            busy, sent = len(connections), len(connections)
            while busy and not outcome.wrong:
                for key, _events in selector.select(30) or _silent():
                    body = key.data.receive()
                    if body is None:
                        continue
                    now = time.perf_counter()
                    _note(outcome, key.data, body, now)
                    if outcome.wrong:
                        break
                    if (sent < job.most) if job.most else (now < deadline):
                        key.data.send(self.following(job.name))
                        sent += 1
                    else:
                        busy -= 1
        finally:
            for connection in connections:
                connection.socket.close()
        outcome.elapsed = time.perf_counter() - began
        return outcome


def _note(outcome: Outcome, connection: Connection, body: bytes, now: float) -> None:
    request = connection.request
    assert request is not None
    outcome.latencies.append(now - connection.sent_at)
    outcome.body_bytes += len(body)
    if wrong := fault(request, connection.head, body):
        outcome.wrong = wrong
    if counted := header(connection.head, b"x-bench-queries"):
        outcome.counts.append(int(counted))


def _silent() -> list:
    raise TimeoutError("the server has not answered for 30 seconds")


def main() -> None:
    sender = Sender()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            job = pickle.load(source)
        except EOFError:
            return
        if isinstance(job, Load):
            sender.load(job)
            continue
        try:
            outcome = sender.run(job)
        except (OSError, TimeoutError) as error:
            outcome = Outcome(wrong=f"{job.name}: {error}")
        pickle.dump(outcome, target)
        target.flush()
