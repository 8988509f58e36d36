"""Builds, measures, and writes the report."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

from . import chart, machine, options, report
from .bench import Bench
from .build import build
from .client import FaktoryClient
from .errors import BenchError
from .options import Options
from .rounds import run_rounds
from .server import Server, find_binary
from .workers import ROOT, WORKERS, WorkerSpec

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    chosen = options.parse(arguments)
    for ending in _ENDINGS:
        signal.signal(ending, _interrupt)
    try:
        if chosen.report:
            _write_report(chosen.report)
        else:
            _measure(chosen, arguments)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: interrupted; --report makes a summary of the runs that were finished", file=sys.stderr)
        return 130
    return 0


def _measure(chosen: Options, arguments: list[str]) -> None:
    build(chosen.workers)
    workers = _runnable(chosen.workers)
    binary = find_binary()

    directory = chosen.out or ROOT / "bench" / "results" / time.strftime("%Y%m%d-%H%M%S")
    logs = directory / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    results = directory / "results.jsonl"
    with Server(binary, logs / "server.log") as server, FaktoryClient(server.port) as client:
        faktory_version = client.info()["server"]["faktory_version"]
        results.write_text(json.dumps({"machine": machine.describe(arguments, faktory_version)}) + "\n")
        bench = Bench(server, client, chosen.settings, logs)
        try:
            run_rounds(bench, workers, chosen.scenarios, chosen.rounds, results)
        finally:
            bench.close()
    _write_report(directory)


def _runnable(wanted: list[WorkerSpec]) -> list[WorkerSpec]:
    runnable = []
    for worker in wanted:
        missing = worker.why_missing()
        if missing is None:
            runnable.append(worker)
        else:
            print(f"leaving out {worker.name}: {missing}", flush=True)
    if not runnable:
        raise BenchError("none of the chosen workers can run here: see the lines above")
    return runnable


def _write_report(directory: Path) -> None:
    results = directory / "results.jsonl"
    if not results.exists():
        raise BenchError(f"'{results}' does not exist: --report takes the directory of an earlier run")
    head, *records = [json.loads(line) for line in results.read_text().splitlines()]
    labels = {worker.name: worker.label for worker in WORKERS}
    peers = {worker.name for worker in WORKERS if worker.is_peer}
    (directory / "summary.md").write_text(report.markdown(head["machine"], records, labels, peers))
    (directory / "chart.svg").write_text(chart.svg(records, labels, peers))
    print(f"wrote summary.md, chart.svg and results.jsonl in {directory}")


def _interrupt(_signum: int, _frame: object) -> None:
    """Leaves every `with` block in order, so that no process stays behind; a second signal must not
    cut that short, and need not: it takes a bounded time."""
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
