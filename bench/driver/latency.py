"""Push-to-start latency of an idle worker.

The driver notes the wall clock just before it sends a PUSH; the job prints the wall clock as its
first act. Both read the same clock of the same machine, and no client library takes part in pushing.
"""

from __future__ import annotations

import queue
import random
import time

from .bench import Bench
from .client import make_job
from .errors import BenchError
from .workers import WorkerSpec

_WARMUP_SAMPLES = 500  # enough for the JIT to compile the path that only bench.stamp takes
_WARMUP_LIMIT_S = 120.0  # as the throughput scenario gives as many jobs
_READY_S = 3.5  # the Go worker lets up to 2.2 s pass before a slot fetches
_SAMPLE_LIMIT_S = 5.0
_PAUSE_S = (0.003, 0.010)  # the last job's ACK and the next FETCH are well over by then


def latency(bench: Bench, worker: WorkerSpec, slots: int) -> dict:
    stamps = _Stamps()
    with bench.queue() as name, bench.start(worker, name, slots, stamps.on_line) as process:
        warmup = bench.settings.warmup
        target = bench.processed() + warmup
        bench.client.push_many(name, "sample.noop", [], warmup)
        bench.await_processed(target, process, 0.05, _WARMUP_LIMIT_S)
        time.sleep(max(0.0, process.started_at + _READY_S - time.monotonic()))
        delays_us = _sample(bench, name, stamps)
        bench.stop(process)
    delays_us.sort()
    return {
        "samples": len(delays_us),
        "p50_us": percentile(delays_us, 50),
        "p90_us": percentile(delays_us, 90),
        "p99_us": percentile(delays_us, 99),
        "max_us": delays_us[-1],
    }


def _sample(bench: Bench, name: str, stamps: _Stamps) -> list[float]:
    pauses = random.Random(7)  # the same pauses for every worker
    delays_us = []
    for number in range(_WARMUP_SAMPLES + bench.settings.latency_samples):
        pushed_at = bench.client.push(make_job(name, "bench.stamp", [number]))
        delays_us.append((stamps.wait_for(number) - pushed_at) / 1e3)
        time.sleep(pauses.uniform(*_PAUSE_S))
    return delays_us[_WARMUP_SAMPLES:]


def percentile(ascending: list[float], percent: float) -> float:
    """Nearest rank: the smallest value that at least `percent` of all do not exceed."""
    rank = -(-len(ascending) * percent // 100)
    return ascending[max(0, int(rank) - 1)]


class _Stamps:
    """Start times on their way from the thread that reads the worker's output (`on_line`) to the
    driver's (`wait_for`)."""

    def __init__(self) -> None:
        self._stamps: queue.Queue[tuple[int, int]] = queue.Queue()

    def on_line(self, line: bytes) -> None:
        if line.startswith(b"stamp "):
            _, number, started_at = line.split()
            self._stamps.put((int(number), int(started_at)))

    def wait_for(self, number: int) -> int:
        """The wall clock (ns) at which job `number` started."""
        try:
            seen, started_at = self._stamps.get(timeout=_SAMPLE_LIMIT_S)
        except queue.Empty:
            raise BenchError(f"job {number} did not print its start within {_SAMPLE_LIMIT_S:.0f} s") from None
        if seen != number:
            raise BenchError(f"job {seen} printed its start where {number} was due")
        return started_at
