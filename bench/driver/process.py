"""A child process that is ended by its pid, come what may."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Self


class Process:
    """Owns one child in a session of its own, so that Ctrl-C reaches the driver alone, which then
    ends its children in order. Its output goes to a log; with `on_line`, a thread of this object
    passes each line of standard output to it first. All else is used by one thread."""

    def __init__(
        self, command: list[str], env: dict[str, str], log: Path, on_line: Callable[[bytes], None] | None = None
    ):
        self.log_path = log
        self._log: IO[bytes] = log.open("ab", buffering=0)
        self.started_at = time.monotonic()
        self._child = subprocess.Popen(
            command,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if on_line else self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._pidfd = os.pidfd_open(self._child.pid)
        self._reader = threading.Thread(target=self._read, args=(on_line,), name="output", daemon=True)
        if on_line:
            self._reader.start()

    @property
    def pid(self) -> int:
        return self._child.pid

    def exit_code(self) -> int | None:
        return self._child.poll()

    def terminate(self, limit_s: float) -> tuple[float, int | None]:
        """SIGTERM; returns seconds until exit and the exit code, which is None if the limit passed."""
        sent_at = time.monotonic()
        self._child.send_signal(signal.SIGTERM)
        # Not Popen.wait(timeout): it looks only every 50 ms, which is longer than some workers take.
        exited, _, _ = select.select([self._pidfd], [], [], limit_s)
        took_s = time.monotonic() - sent_at
        return took_s, self._child.wait() if exited else None

    def close(self) -> None:
        """Kills what is left of the process and of those that it started."""
        try:
            os.killpg(self._child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # the usual case: it has ended with all its children
        self._child.wait()
        os.close(self._pidfd)
        if self._reader.is_alive():
            self._reader.join()  # ends with the output, of which nobody holds the other end any more
        if self._child.stdout is not None:
            self._child.stdout.close()
        self._log.close()

    def _read(self, on_line: Callable[[bytes], None]) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            on_line(line)
            self._log.write(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
