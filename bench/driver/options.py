"""The command line's options."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Collection
from pathlib import Path

from .bench import Settings
from .scenarios import SCENARIOS
from .workers import BY_NAME, WorkerSpec

# The warm-up outlasts the JVM's compilers, and the 2.2 s over which the Go worker starts its slots.
FULL = Settings(jobs=60_000, warmup=60_000, latency_samples=1_000, restarts=5)
QUICK = Settings(jobs=15_000, warmup=20_000, latency_samples=300, restarts=2)
QUICK_WORKERS = ["go", "node", "rust", "millwright"]
QUICK_SLOTS = [20]


@dataclasses.dataclass(frozen=True)
class Options:
    workers: list[WorkerSpec]
    scenarios: list[str]
    rounds: int
    settings: Settings
    out: Path | None
    report: Path | None


def parse(arguments: list[str]) -> Options:
    """Exits with 2 and one line on bad usage."""
    parser = _parser()
    given = parser.parse_args(arguments)
    base = QUICK if given.quick else FULL
    names = _known(parser, "--workers", given.workers, BY_NAME) or (QUICK_WORKERS if given.quick else list(BY_NAME))
    slots = given.slots or (QUICK_SLOTS if given.quick else None)
    workers = [BY_NAME[name] for name in names]
    return Options(
        workers=[dataclasses.replace(worker, slots=tuple(slots)) for worker in workers] if slots else workers,
        scenarios=_known(parser, "--scenarios", given.scenarios, SCENARIOS) or list(SCENARIOS),
        rounds=given.rounds or (1 if given.quick else 3),
        settings=dataclasses.replace(base, jobs=given.jobs or base.jobs, warmup=given.warmup or base.warmup),
        out=given.out,
        report=given.report,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        allow_abbrev=False,
        description="Measures this worker and its peers on a stock Faktory server of its own, started on a free port. "
        "Writes results.jsonl, summary.md and chart.svg into a new directory below bench/results.",
    )
    add = parser.add_argument
    add(
        "--quick",
        action="store_true",
        help=f"about 3 minutes: one round of {', '.join(QUICK_WORKERS)} at 20 slots with fewer jobs",
    )
    add("--rounds", type=_positive, metavar="N", help="times that everything is run (default 3)")
    add("--workers", metavar="A,B", help=f"of {', '.join(BY_NAME)} (default all)")
    add("--scenarios", metavar="X,Y", help=f"of {', '.join(SCENARIOS)} (default all)")
    add(
        "--slots",
        type=_positives,
        metavar="N,M",
        help="slots of the throughput scenario (default 10,20,50; ours 500 too)",
    )
    add("--jobs", type=_positive, metavar="N", help=f"jobs measured a run (default {FULL.jobs})")
    add("--warmup", type=_positive, metavar="N", help=f"jobs before them (default {FULL.warmup})")
    add("--out", type=Path, metavar="DIR", help="write the results there")
    add("--report", type=Path, metavar="DIR", help="measure nothing: write summary and chart of an earlier run again")
    return parser


def _known(parser: argparse.ArgumentParser, option: str, value: str | None, known: Collection[str]) -> list[str]:
    names = value.split(",") if value else []
    for name in names:
        if name not in known:
            parser.error(f"{option}: unknown '{name}'; known are {', '.join(known)}")
    return names


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return number


def _positives(text: str) -> list[int]:
    return [_positive(part) for part in text.split(",")]
