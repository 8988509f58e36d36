"""A producer's connection to the Faktory server: pushes jobs and reads the server's own counts.

Used by one thread. Holds no `wid`, so the server does not take it for a worker.
"""

from __future__ import annotations

import itertools
import json
import socket
import time
from typing import Self

from .errors import BenchError, ServerLost

PUSHB_SIZE = 1_000
REPLY_LIMIT_S = 30.0

# Longer than any benchmark, so that the server's reaper never FAILs a stranded job in the middle of
# somebody else's run. It must be set at all because the Rust worker dies on a job without it.
RESERVE_FOR_S = 6 * 3600

_jids = itertools.count(time.time_ns())


def make_job(queue: str, jobtype: str, args: list) -> dict:
    """One payload, of the same shape for every worker."""
    return {
        "jid": f"bench{next(_jids):020x}",
        "queue": queue,
        "jobtype": jobtype,
        "args": args,
        "reserve_for": RESERVE_FOR_S,
        "retry": 0,
        "created_at": "2025-01-01T00:00:00Z",
    }


class FaktoryClient:
    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=REPLY_LIMIT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._replies = self._socket.makefile("rb")
        greeting = self._read_reply()
        if not greeting.startswith(b"HI "):
            raise BenchError(f"port {port} is not a Faktory server: it said {greeting[:80]!r}")
        self._command(b'HELLO {"hostname":"bench","v":2}')

    def push(self, job: dict) -> int:
        """Pushes one job; returns the wall clock (ns) just before it was sent."""
        line = b"PUSH " + json.dumps(job).encode() + b"\r\n"
        sent_at = time.time_ns()
        self._exchange(line)
        return sent_at

    def push_many(self, queue: str, jobtype: str, args: list, count: int) -> None:
        while count > 0:
            size = min(count, PUSHB_SIZE)
            jobs = [make_job(queue, jobtype, args) for _ in range(size)]
            refused = json.loads(self._command(b"PUSHB " + json.dumps(jobs).encode()))
            if refused:
                raise BenchError(f"the server refused jobs: {next(iter(refused.values()))}")
            count -= size

    def info(self) -> dict:
        return json.loads(self._command(b"INFO"))

    def remove_queue(self, queue: str) -> None:
        self._command(b"QUEUE REMOVE " + queue.encode())

    def close(self) -> None:
        self._replies.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _command(self, line: bytes) -> bytes:
        return self._exchange(line + b"\r\n")

    def _exchange(self, line: bytes) -> bytes:
        try:
            self._socket.sendall(line)
            return self._read_reply()
        except OSError as error:
            raise ServerLost(f"lost the Faktory server ({error}); see server.log in the results") from error

    def _read_reply(self) -> bytes:
        line = self._replies.readline()
        if not line:
            raise ServerLost("the Faktory server closed the connection; see server.log in the results")
        kind, rest = line[:1], line[1:].rstrip(b"\r\n")
        if kind == b"-":
            raise BenchError(f"the server answered: {rest.decode()}")
        if kind != b"$":
            return rest
        length = int(rest)
        return b"" if length < 0 else self._replies.read(length + 2)[:length]
