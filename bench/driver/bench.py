"""What every scenario needs: a server, a connection to it, queues of their own and running workers."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import usage
from .client import FaktoryClient
from .errors import BenchError
from .process import Process
from .server import Server
from .store import Store
from .workers import WorkerSpec

STOP_LIMIT_S = 15.0


@dataclass(frozen=True)
class Settings:
    """How much to measure. Jobs and samples are per run, a run being one worker in one scenario."""

    jobs: int
    warmup: int
    latency_samples: int
    restarts: int


@dataclass(frozen=True)
class Snapshot:
    """Counts and CPU seconds at one instant."""

    at_s: float
    processed: int
    failures: int
    connections: int
    worker_cpu_s: float
    server_cpu_s: float
    redis_cpu_s: float
    store_commands: int  # 0 without a fleet


class Bench:
    """Used by one thread."""

    def __init__(self, server: Server, client: FaktoryClient, settings: Settings, logs: Path):
        self.server = server
        self.client = client
        self.settings = settings
        self._logs = logs
        self._numbers = itertools.count(1)
        self._store: Store | None = None

    @contextmanager
    def queue(self) -> Iterator[str]:
        """A queue that no other run ever used: a fetch that an earlier worker left behind can't take its jobs."""
        name = f"bench-{next(self._numbers)}"
        yield name
        self.client.remove_queue(name)  # after a failed run it may stay: nobody else looks into it

    def start(
        self, worker: WorkerSpec, queue: str, slots: int, on_line: Callable[[bytes], None] | None = None
    ) -> Process:
        """With `on_line` the worker also knows bench.stamp, and what it prints is passed on."""
        command = worker.command_line(self.server.url, queue, slots, stamp=on_line is not None)
        command += self._membership(worker)
        return Process(command, worker.env, self._logs / f"{worker.name}.log", on_line)

    def _membership(self, worker: WorkerSpec) -> list[str]:
        if worker.fleet is None:
            return []
        if self._store is None:
            self._store = Store(self._logs / "store.log")
        group = f"bench-{next(self._numbers)}"
        if worker.fleet:
            self._store.open_operations(worker.env["JAVA_HOME"], group, worker.fleet)
        return ["--fleet", self._store.url, "--group", group]

    def store_commands(self) -> int:
        """What the members of fleets have sent to their store so far."""
        return self._store.commands() if self._store else 0

    def close(self) -> None:
        if self._store:
            self._store.close()

    def stop(self, worker: Process) -> tuple[float, int | None]:
        return worker.terminate(STOP_LIMIT_S)

    def snapshot(self, worker: Process) -> Snapshot:
        info = self.client.info()
        return Snapshot(
            at_s=time.monotonic(),
            processed=info["faktory"]["total_processed"],
            failures=info["faktory"]["total_failures"],
            connections=info["server"]["connections"] - 1,  # without the driver's own
            worker_cpu_s=usage.cpu_seconds(usage.tree(worker.pid)),
            server_cpu_s=usage.cpu_seconds([self.server.pid]),
            redis_cpu_s=usage.cpu_seconds([self.server.redis_pid]),
            store_commands=self.store_commands(),
        )

    def foreign_cpu_seconds(self) -> float:
        """CPU that the machine has spent on anything but this benchmark. Of use only as a difference
        between two instants at which no worker runs: until then a worker counts as foreign."""
        servers = [self.server.pid, self.server.redis_pid, *([self._store.pid] if self._store else [])]
        ours = usage.own_cpu_seconds() + usage.cpu_seconds(servers)
        return usage.machine_cpu_seconds() - ours

    def processed(self) -> int:
        return self.client.info()["faktory"]["total_processed"]

    def await_processed(self, target: int, worker: Process, poll_s: float, limit_s: float) -> None:
        """Returns once the server has counted `target` jobs since its start."""
        deadline = time.monotonic() + limit_s
        while (processed := self.processed()) < target:
            if worker.exit_code() is not None:
                raise BenchError(f"the worker exited with {worker.exit_code()}; see {worker.log_path}")
            if time.monotonic() > deadline:
                raise BenchError(
                    f"{target - processed} jobs were not done within {limit_s:.0f} s; see {worker.log_path}"
                )
            time.sleep(poll_s)
