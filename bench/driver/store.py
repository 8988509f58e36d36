"""A Redis of the benchmark's own, in which a fleet meets: the workers that are members of one, and nobody else."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from .errors import BenchError
from .process import Process
from .server import free_ports
from .workers import CLI_JAR, STAMP_JAR

_START_LIMIT_S = 20.0
_STOP_LIMIT_S = 10.0


class Store:
    """Runs while the `with` block does. Used by one thread."""

    def __init__(self, log: Path):
        self._directory = Path(tempfile.mkdtemp(prefix="millwright-bench-"))
        self.port, _ = free_ports()
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = Process([*command, "--dir", str(self._directory)], {}, log)
        try:
            self._connection = self._connect()
        except BaseException:
            self._end()
            raise

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def _connect(self) -> socket.socket:
        deadline = time.monotonic() + _START_LIMIT_S
        while time.monotonic() < deadline and self._process.exit_code() is None:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=10)
            except OSError:
                time.sleep(0.05)
        raise BenchError(f"the store of the fleet did not start; see {self._process.log_path}")

    def commands(self) -> int:
        """How many commands clients have sent since it started, those that scripts call left out."""
        return sum(int(line.partition(b"calls=")[2].partition(b",")[0])
                   for line in self._ask(b"INFO commandstats")
                   if line.startswith(_SENT))  # fmt: skip

    def _ask(self, command: bytes) -> list[bytes]:
        self._connection.sendall(command + b"\r\n")
        with self._connection.makefile("rb") as reply:
            length = int(reply.readline()[1:])
            return reply.read(length + 2).splitlines()

    def open_operations(self, java_home: str, group: str, count: int) -> None:
        """Cancels by filters that no job of the benchmark fits: they stay open and are looked at for each job."""
        classes = f"{CLI_JAR}:{STAMP_JAR}"
        main = "dev.millwright.worker.bench.OpenOperations"
        run = [f"{java_home}/bin/java", "-cp", classes, main, self.url, group, str(count)]
        if subprocess.run(run, check=False).returncode != 0:
            raise BenchError("the operations of the fleet could not be opened: see the lines above")

    def _end(self) -> None:
        try:
            if self._process.exit_code() is None:
                self._process.terminate(_STOP_LIMIT_S)
        finally:
            self._process.close()
            shutil.rmtree(self._directory, ignore_errors=True)

    def close(self) -> None:
        self._connection.close()
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


# What a member of a fleet sends. The commands that scripts call are counted under names of their own as well.
_SENT = (b"cmdstat_evalsha:", b"cmdstat_eval:", b"cmdstat_ping:", b"cmdstat_hello:", b"cmdstat_subscribe:",
         b"cmdstat_client")  # fmt: skip
