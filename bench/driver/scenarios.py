"""What is measured. Each scenario runs one worker once and returns its figures by name.

Units are in the names. Counts come from the server's INFO, CPU and memory from the operating system.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from . import usage
from .bench import Bench, Snapshot
from .latency import latency
from .workers import WorkerSpec

WAITING_SLOTS = 200
WAITING_MS = 10
LIFECYCLE_SLOTS = 20

_DRAIN_LIMIT_S = 120.0
_DRAIN_POLL_S = 0.05
_START_LIMIT_S = 20.0
_START_POLL_S = 0.004  # finer than any difference that matters, and still a light load for the server
_FETCH_S = 2.0  # how long the server lets a FETCH wait
_SETTLE_S = 1.0
_IDLE_S = 10.0


def throughput(bench: Bench, worker: WorkerSpec, slots: int) -> dict:
    """No-op jobs from a full queue: rate, CPU per job, and memory afterwards."""
    return _drain(bench, worker, slots, "sample.noop", [])


def waiting(bench: Bench, worker: WorkerSpec, slots: int) -> dict:
    """Jobs that wait: shows whether all slots are really used at once."""
    return _drain(bench, worker, slots, worker.wait_job, [WAITING_MS])


def idle(bench: Bench, worker: WorkerSpec, slots: int) -> dict:
    """A worker without a job: what it asks of the store of its fleet, and its CPU."""
    with bench.queue() as queue, bench.start(worker, queue, slots) as process:
        time.sleep(_IDLE_S)  # it has joined by then, and its compilers are done
        start = bench.snapshot(process)
        time.sleep(_IDLE_S)
        end = bench.snapshot(process)
        bench.stop(process)
    return {
        "store_per_s": _store_per_s(start, end),
        "worker_cpu_ms_per_s": (end.worker_cpu_s - start.worker_cpu_s) / (end.at_s - start.at_s) * 1e3,
    }


def _store_per_s(start: Snapshot, end: Snapshot) -> float:
    return (end.store_commands - start.store_commands) / (end.at_s - start.at_s)


def lifecycle(bench: Bench, worker: WorkerSpec, slots: int) -> dict:
    """Restarts: process start to first job done, and SIGTERM to exit of an idle worker."""
    first_job_ms, stop_ms, unclean, stranded = [], [], 0, 0
    restarts = bench.settings.restarts
    for i in range(restarts):
        with bench.queue() as queue:
            bench.client.push_many(queue, "sample.noop", [], 1)
            target = bench.processed() + 1
            with bench.start(worker, queue, slots) as process:
                bench.await_processed(target, process, _START_POLL_S, _START_LIMIT_S)
                first_job_ms.append((time.monotonic() - process.started_at) * 1e3)
                # A different phase of the waiting FETCHes each time, the same ones for every worker.
                time.sleep(_SETTLE_S + _FETCH_S * i / restarts)
                took_s, code = bench.stop(process)
            stop_ms.append(took_s * 1e3)
            unclean += code != 0
            stranded += _next_job_is_lost(bench, queue)
    return {"first_job_ms": first_job_ms, "stop_ms": stop_ms, "unclean_exits": unclean, "stranded_jobs": stranded}


def _next_job_is_lost(bench: Bench, queue: str) -> bool:
    """Whether a job pushed after the worker's exit goes to a FETCH that it left behind on the server."""
    bench.client.push_many(queue, "sample.noop", [], 1)
    time.sleep(_FETCH_S + 0.2)
    return bench.client.info()["faktory"]["queues"].get(queue, 0) == 0


def _drain(bench: Bench, worker: WorkerSpec, slots: int, jobtype: str, args: list) -> dict:
    settings = bench.settings
    with bench.queue() as queue:
        # More than is measured, so that every slot still has work when the last measured job ends.
        bench.client.push_many(queue, jobtype, args, settings.warmup + settings.jobs + 4 * slots + 1_000)
        before = bench.processed()
        with bench.start(worker, queue, slots) as process:
            bench.await_processed(before + settings.warmup, process, _DRAIN_POLL_S, _DRAIN_LIMIT_S)
            start = bench.snapshot(process)
            bench.await_processed(start.processed + settings.jobs, process, _DRAIN_POLL_S, _DRAIN_LIMIT_S)
            end = bench.snapshot(process)
            bench.client.remove_queue(queue)
            time.sleep(_SETTLE_S)
            rss_mb, peak_mb = usage.memory_mb(usage.tree(process.pid))
            bench.stop(process)
    store = {"store_per_s": _store_per_s(start, end)} if worker.fleet is not None else {}
    return {**_rates(start, end), **store, "rss_mb": rss_mb, "peak_rss_mb": peak_mb}


def _rates(start: Snapshot, end: Snapshot) -> dict:
    jobs = end.processed - start.processed
    seconds = end.at_s - start.at_s
    worker = end.worker_cpu_s - start.worker_cpu_s
    server = end.server_cpu_s - start.server_cpu_s
    redis = end.redis_cpu_s - start.redis_cpu_s
    return {
        "jobs": jobs,
        "failures": end.failures - start.failures,
        "jobs_per_s": jobs / seconds,
        "worker_cpu_us": worker / jobs * 1e6,
        "server_cpu_us": server / jobs * 1e6,
        "redis_cpu_us": redis / jobs * 1e6,
        "connections": end.connections,
    }


Scenario = Callable[[Bench, WorkerSpec, int], dict]


def _at(scenario: str, slots: Callable[[WorkerSpec], tuple[int, ...]]) -> Callable[[WorkerSpec], tuple[int, ...]]:
    return lambda worker: slots(worker) if worker.only in (None, scenario) else ()


# Name, function, and the slots at which a worker runs it.
SCENARIOS: dict[str, tuple[Scenario, Callable[[WorkerSpec], tuple[int, ...]]]] = {
    "throughput": (throughput, _at("throughput", lambda worker: worker.slots)),
    "idle": (idle, lambda worker: () if worker.fleet is None else (LIFECYCLE_SLOTS,)),
    "latency": (latency, _at("latency", lambda _: (LIFECYCLE_SLOTS,))),
    "waiting": (waiting, _at("waiting", lambda _: (WAITING_SLOTS,))),
    "lifecycle": (lifecycle, _at("lifecycle", lambda _: (LIFECYCLE_SLOTS,))),
}
