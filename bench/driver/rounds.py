"""Runs every chosen worker through every chosen scenario, round after round, and records each run."""

from __future__ import annotations

import json
import time
from pathlib import Path

from .bench import Bench
from .errors import BenchError, ServerLost
from .scenarios import SCENARIOS
from .workers import WorkerSpec

# Outlasts a FETCH that an ended worker left blocked on the server, and lets CPU and sockets settle.
PAUSE_S = 3.0


def run_rounds(bench: Bench, workers: list[WorkerSpec], scenarios: list[str], rounds: int, results: Path) -> None:
    """Appends one JSON line a run to `results`, at once, so that an interrupted benchmark keeps its figures."""
    with results.open("a") as out:
        for round_number in range(1, rounds + 1):
            for scenario in scenarios:
                for worker, slots in _in_turn(workers, scenario, round_number):
                    record = {"round": round_number, "scenario": scenario, "worker": worker.name, "slots": slots}
                    record.update(_run(bench, worker, scenario, slots))
                    out.write(json.dumps(record) + "\n")
                    out.flush()
                    print(_progress(record), flush=True)
                    time.sleep(PAUSE_S)


def _in_turn(workers: list[WorkerSpec], scenario: str, round_number: int) -> list[tuple[WorkerSpec, int]]:
    """Workers that are compared run next to each other, and each round another one begins."""
    _, slots_of = SCENARIOS[scenario]
    first = (round_number - 1) % len(workers)
    rotated = workers[first:] + workers[:first]
    all_slots = sorted({slots for worker in workers for slots in slots_of(worker)})
    return [(worker, slots) for slots in all_slots for worker in rotated if slots in slots_of(worker)]


def _run(bench: Bench, worker: WorkerSpec, scenario: str, slots: int) -> dict:
    run, _ = SCENARIOS[scenario]
    started_at, foreign_before = time.monotonic(), bench.foreign_cpu_seconds()
    try:
        record = run(bench, worker, slots)
    except ServerLost:
        raise
    except BenchError as error:
        return {"error": str(error)}  # the other workers can still be measured
    # CPUs that were kept busy by others: near 0 on a quiet machine.
    foreign = bench.foreign_cpu_seconds() - foreign_before
    return {**record, "foreign_cpus": max(0.0, foreign) / (time.monotonic() - started_at)}


def _progress(record: dict) -> str:
    head = f"round {record['round']}  {record['scenario']:<10}  {record['worker']:<14} {record['slots']:>3} slots  "
    if "error" in record:
        return head + record["error"]
    shown = (
        "jobs_per_s",
        "worker_cpu_us",
        "p50_us",
        "p99_us",
        "first_job_ms",
        "stop_ms",
        "stranded_jobs",
        "foreign_cpus",
    )
    return head + "  ".join(f"{name}={_short(record[name])}" for name in shown if name in record)


def _short(value: object) -> str:
    if isinstance(value, list):
        return "/".join(_short(item) for item in value)
    return f"{value:,.0f}" if isinstance(value, float) and value >= 100 else f"{value:.3g}"
