"""The stock Faktory server under test: own port, own directory, own Redis; nothing is left behind."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
from pathlib import Path
from typing import Self

from . import usage
from .errors import BenchError
from .process import Process

START_LIMIT_S = 20.0
STOP_LIMIT_S = 10.0


def find_binary() -> Path:
    """The server that scripts/bench has built, named by FAKTORY_BINARY."""
    binary = Path(os.environ.get("FAKTORY_BINARY", ""))
    if not binary.is_file():
        raise BenchError("FAKTORY_BINARY does not name a Faktory server: start the driver through scripts/bench")
    return binary


class Server:
    """Runs while the `with` block does. `port`, `pid` and `redis_pid` are valid inside it."""

    def __init__(self, binary: Path, log: Path):
        # A short path: Redis listens on a socket in there, and those are limited to 107 bytes.
        self._directory = Path(tempfile.mkdtemp(prefix="millwright-bench-"))
        self.port, web_port = free_ports()
        config = self._directory / "config"
        config.mkdir()
        self._process = Process(
            [
                str(binary), "-e", "development", "-l", "warn",
                "-b", f"127.0.0.1:{self.port}", "-w", f"127.0.0.1:{web_port}",
                "-d", str(self._directory), "-c", str(config),
            ],
            {}, log,
        )  # fmt: skip
        try:
            self._await_greeting()
            self.pid = self._process.pid
            self.redis_pid = self._find_redis()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def _await_greeting(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and self._process.exit_code() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                    if probe.recv(4) == b"+HI ":
                        return
            except OSError:
                time.sleep(0.05)
        raise BenchError(f"the Faktory server did not start; see {self._process.log_path}")

    def _find_redis(self) -> int:
        found = usage.children(self.pid)
        if len(found) != 1:
            raise BenchError(f"expected one Redis below the Faktory server, found {len(found)}")
        return found[0]

    def close(self) -> None:
        try:
            if self._process.exit_code() is None:
                self._process.terminate(STOP_LIMIT_S)
        finally:
            self._process.close()
            shutil.rmtree(self._directory, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for probe in (first, second):
            probe.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]
