"""Turns the records of the runs into medians, ratios and a Markdown page. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

Record = dict
Row = tuple[str, int]  # worker, slots


@dataclass(frozen=True)
class Metric:
    field: str
    title: str
    higher_is_better: bool = False
    compared: bool = True  # whether a ratio to the best peer makes sense
    digits: int = 0


RATE = Metric("jobs_per_s", "jobs/s", higher_is_better=True)
WORKER_CPU = Metric("worker_cpu_us", "worker CPU, µs/job", digits=1)
SERVER_CPU = Metric("server_cpu_us", "server CPU, µs/job", compared=False)
REDIS_CPU = Metric("redis_cpu_us", "Redis CPU, µs/job", compared=False)
CONNECTIONS = Metric("connections", "connections", compared=False)
RSS = Metric("rss_mb", "resident, MB", digits=1)
PEAK_RSS = Metric("peak_rss_mb", "peak, MB", digits=1)
STORE = Metric("store_per_s", "commands to its store, /s", compared=False, digits=1)
IDLE_CPU = Metric("worker_cpu_ms_per_s", "worker CPU, ms/s", compared=False, digits=1)
P50 = Metric("p50_us", "p50, µs")
P99 = Metric("p99_us", "p99, µs")
FIRST_JOB = Metric("first_job_ms", "start to first job done, ms")
STOP = Metric("stop_ms", "SIGTERM to exit, ms", compared=False)
STRANDED = Metric("stranded_jobs", "jobs lost to a fetch left open", compared=False)

TABLES: list[tuple[str, str, list[Metric]]] = [
    ("throughput", "Throughput: no-op jobs from a full queue", [RATE, WORKER_CPU, SERVER_CPU, REDIS_CPU, CONNECTIONS]),
    ("throughput", "The store of a fleet under load", [STORE]),
    ("idle", "An idle member of a fleet", [STORE, IDLE_CPU]),
    ("latency", "Push to start on an idle worker", [P50, P99]),
    ("waiting", "Jobs that wait 10 ms", [RATE, WORKER_CPU, CONNECTIONS]),
    ("throughput", "Memory after the throughput run", [RSS, PEAK_RSS]),
    ("lifecycle", "Start and idle stop", [FIRST_JOB, STOP, STRANDED]),
]

DISTURBED_CPUS = 0.25


@dataclass(frozen=True)
class Summary:
    """One metric of one row over all rounds. `ratio` is the median of each round's value divided by
    the best peer's value at the same slots in that round; None where there is none."""

    value: float
    low: float
    high: float
    ratio: float | None


def succeeded(records: Iterable[Record], scenario: str) -> list[Record]:
    return [r for r in records if r.get("scenario") == scenario and "error" not in r]


def summarise(records: Iterable[Record], scenario: str, metric: Metric, peers: set[str]) -> dict[Row, Summary]:
    values: dict[Row, dict[int, float]] = {}
    spread: dict[Row, list[float]] = {}
    for record in succeeded(records, scenario):
        if metric.field not in record:
            continue  # not every worker has a store
        row = (record["worker"], record["slots"])
        measured = record[metric.field]
        samples = measured if isinstance(measured, list) else [measured]
        values.setdefault(row, {})[record["round"]] = median(samples)
        spread.setdefault(row, []).extend(samples)
    return {
        row: Summary(median(by_round.values()), min(spread[row]), max(spread[row]), _ratio(row, values, metric, peers))
        for row, by_round in values.items()
    }


def _ratio(row: Row, values: dict[Row, dict[int, float]], metric: Metric, peers: set[str]) -> float | None:
    best_of = max if metric.higher_is_better else min
    ratios = []
    for round_number, value in values[row].items():
        rivals = [
            by_round[round_number]
            for (worker, slots), by_round in values.items()
            if worker in peers and slots == row[1] and round_number in by_round
        ]
        if metric.compared and rivals and best_of(rivals) > 0:
            ratios.append(value / best_of(rivals))
    return median(ratios) if ratios else None


def markdown(machine: dict, records: list[Record], labels: dict[str, str], peers: set[str]) -> str:
    rounds = len({r["round"] for r in records})
    parts = [
        "# Benchmark results",
        (f"{machine['date']}. {machine['cpus']} × {machine['cpu']}, {machine['memory_gb']} GB, {machine['system']}; "
        f"Faktory {machine['faktory']}, {machine['redis']}; server and worker on the same machine."),
        f"Command: `{machine['command']}`.",
        (f"Medians over {rounds} round{'s' if rounds != 1 else ''} with (lowest–highest). "
        "× is the ratio to the best peer of the same round at the same slots: above 1 is better for jobs/s, "
        "below 1 for everything else."),
    ]
    for scenario, title, metrics in TABLES:
        if any(metrics[0].field in record for record in succeeded(records, scenario)):
            parts.append(f"## {title}\n\n" + _table(records, scenario, metrics, labels, peers))
    parts.append(_notes(records))
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(records: list[Record], scenario: str, metrics: list[Metric], labels: dict[str, str], peers: set[str]) -> str:
    columns = [(metric, summarise(records, scenario, metric, peers)) for metric in metrics]
    order = list(labels)
    rows = sorted(columns[0][1], key=lambda row: (row[1], order.index(row[0]) if row[0] in order else len(order)))
    lines = [
        "| Worker | Slots | " + " | ".join(metric.title for metric in metrics) + " |",
        "|---|---:|" + "---:|" * len(metrics),
    ]
    for row in rows:
        cells = [_cell(metric, summaries[row]) for metric, summaries in columns]
        lines.append(f"| {labels.get(row[0], row[0])} | {row[1]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(metric: Metric, summary: Summary) -> str:
    def number(value: float) -> str:
        return f"{value:,.{metric.digits}f}"

    text = number(summary.value)
    if number(summary.low) != number(summary.high):
        text += f" ({number(summary.low)}–{number(summary.high)})"
    return text if summary.ratio is None else f"{text} ×{summary.ratio:.2f}"


def _notes(records: list[Record]) -> str:
    """Whatever makes a run less than fit to be believed, one line each."""
    notes = []
    for record in records:
        run = f"round {record['round']}, {record['scenario']}, {record['worker']} at {record['slots']} slots"
        if "error" in record:
            notes.append(f"- {run}: no figures: {record['error']}")
        if record.get("failures"):
            notes.append(f"- {run}: {record['failures']} jobs failed")
        if record.get("unclean_exits"):
            notes.append(f"- {run}: {record['unclean_exits']} of {len(record['stop_ms'])} exits were not clean")
        if record.get("foreign_cpus", 0) > DISTURBED_CPUS:
            notes.append(f"- {run}: disturbed: other processes kept {record['foreign_cpus']:.2f} CPUs busy")
    return "## Notes\n\n" + "\n".join(notes) if notes else ""
