"""Draws the summary as an SVG: one panel a metric, one bar a worker, a whisker from lowest to highest.

Colours are mid-tones on a transparent ground, readable on a light page and on a dark one.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from .report import (
    FIRST_JOB,
    P99,
    RATE,
    RSS,
    STOP,
    WORKER_CPU,
    Metric,
    Record,
    Summary,
    summarise,
)

# Scenario, slots, metric, title.
PANELS: list[tuple[str, int, Metric, str]] = [
    ("throughput", 20, RATE, "No-op jobs/s, 20 slots (more is better)"),
    ("throughput", 20, WORKER_CPU, "Worker CPU, µs per job (less is better)"),
    ("waiting", 200, RATE, "10 ms jobs/s, 200 slots (more is better)"),
    ("latency", 20, P99, "Push to start, p99 µs (less is better)"),
    ("throughput", 20, RSS, "Resident memory, MB (less is better)"),
    ("lifecycle", 20, FIRST_JOB, "Start to first job done, ms (less is better)"),
    ("lifecycle", 20, STOP, "SIGTERM to exit when idle, ms (a fetch waits up to 2,000)"),
]

_COLUMNS = 2
_WIDTH, _GAP, _MARGIN = 520, 30, 20
_LABEL, _VALUE = 245, 66  # room left of the bars and right of them
_ROW, _BAR, _TITLE = 26, 15, 34
_OURS, _PEER, _TEXT, _FAINT = "#d2691e", "#5b8db8", "#7d858f", "#9aa0a6"


def svg(records: list[Record], labels: dict[str, str], peers: set[str]) -> str:
    panels = []
    for scenario, slots, metric, title in PANELS:
        found = summarise(records, scenario, metric, peers)
        bars = [(name, found[name, slots]) for name in labels if (name, slots) in found]
        if bars:
            panels.append((title, metric, bars))
    height_of_row = _TITLE + _ROW * max((len(bars) for _, _, bars in panels), default=0) + _GAP
    rows = -(-len(panels) // _COLUMNS)
    width = 2 * _MARGIN + _COLUMNS * _WIDTH + (_COLUMNS - 1) * _GAP
    height = 2 * _MARGIN + rows * height_of_row
    parts = [
        (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="Benchmark results by worker" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{_TEXT}">')
    ]
    for i, (title, metric, bars) in enumerate(panels):
        x = _MARGIN + (i % _COLUMNS) * (_WIDTH + _GAP)
        y = _MARGIN + (i // _COLUMNS) * height_of_row
        parts += [f'<g transform="translate({x} {y})">', *_panel(title, metric, bars, labels, peers), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(
    title: str, metric: Metric, bars: list[tuple[str, Summary]], labels: dict[str, str], peers: set[str]
) -> list[str]:
    room = _WIDTH - _LABEL - _VALUE
    scale = room / (max(summary.high for _, summary in bars) or 1)
    parts = [f'<text x="0" y="16" font-weight="600" font-size="14">{escape(title)}</text>']
    for i, (name, summary) in enumerate(bars):
        top = _TITLE + i * _ROW
        middle = top + _BAR / 2
        low, value, high = (_LABEL + scale * v for v in (summary.low, summary.value, summary.high))
        colour = _PEER if name in peers else _OURS
        parts += [
            f'<text x="{_LABEL - 8}" y="{middle + 4.5:.1f}" text-anchor="end">{escape(labels[name])}</text>',
            (f'<rect x="{_LABEL}" y="{top}" width="{max(1.0, value - _LABEL):.1f}" height="{_BAR}" '
            f'rx="2" fill="{colour}"/>'),
            f'<path d="M{low:.1f} {middle}H{high:.1f}" stroke="{_FAINT}" stroke-width="2"/>',
            f'<text x="{max(value, high) + 6:.1f}" y="{middle + 4.5:.1f}">{summary.value:,.{metric.digits}f}</text>',
        ]
    return parts
