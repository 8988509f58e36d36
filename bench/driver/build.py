"""Builds the worker programs with their own package managers, from their committed lock files."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .errors import BenchError
from .workers import CLI_JAR, PEERS, STAMP_JAR, WorkerSpec

_PEER_BUILDS = {
    "go": ["go", "build", "-mod=readonly", "-o", "target/worker-go", "."],
    "rust": ["cargo", "build", "--release", "--locked", "--quiet"],
    "node": ["npm", "ci", "--no-audit", "--no-fund", "--silent"],
}


def build(workers: list[WorkerSpec]) -> None:
    """Cheap when everything is up to date. Our own jars are Maven's business; only the job that
    prints its start time is compiled here, against them."""
    for worker in workers:
        if worker.is_peer and not (worker.name == "node" and _node_is_current()):
            _run(_PEER_BUILDS[worker.name], PEERS / worker.name)
    if CLI_JAR.exists() and any(not worker.is_peer for worker in workers):
        _build_stamp_jar()


def _node_is_current() -> bool:
    """npm ci starts from nothing each time, unlike the other two."""
    installed = PEERS / "node" / "node_modules" / ".package-lock.json"
    lock = PEERS / "node" / "package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime


def _build_stamp_jar() -> None:
    source = STAMP_JAR.parents[1] / "src"
    classes = STAMP_JAR.parent / "classes"
    classes.mkdir(parents=True, exist_ok=True)
    java = [str(path) for path in source.rglob("*.java")]
    _run(["javac", "--release", "17", "-cp", str(CLI_JAR), "-d", str(classes), *java], source)
    _run(["jar", "--create", "--file", str(STAMP_JAR), "-C", str(classes), ".", "META-INF"], source)


def _run(command: list[str], directory: Path) -> None:
    try:
        failed = subprocess.run(command, check=False, cwd=directory).returncode != 0
    except FileNotFoundError:
        raise BenchError(
            f"{command[0]} is not on the PATH: install it, or leave its worker out with --workers"
        ) from None
    if failed:
        raise BenchError(f"'{' '.join(command)}' failed in {directory}: see the lines above")
