"""The workers that can be measured. One entry each; everything else in the driver treats them alike.

In a command, {server}, {queue} and {slots} are filled in for each run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / "peers"

CLI_JAR = ROOT / "worker-cli" / "target" / "worker-cli.jar"
LAUNCHER = ROOT / "bin" / "millwright"
STAMP_JAR = ROOT / "bench" / "java" / "target" / "bench-jobs.jar"

# Used only where the launcher, which brings its own flags, is not there.
JAVA_FLAGS: list[str] = []

COMMON_SLOTS = (10, 20, 50)


@dataclass(frozen=True)
class WorkerSpec:
    name: str
    label: str
    command: list[str]
    artifact: Path  # what the command runs; a worker without it is skipped
    is_peer: bool = False
    env: dict[str, str] = field(default_factory=dict)
    stamp_args: list[str] = field(default_factory=list)  # added where bench.stamp is needed
    slots: tuple[int, ...] = COMMON_SLOTS  # of the throughput scenario
    only: str | None = None  # the one scenario that it takes part in; None for all
    wait_job: str = "sample.sleep"  # the jobtype of the waiting scenario
    fleet: int | None = None  # a member of a fleet with so many operations open

    def command_line(self, server: str, queue: str, slots: int, stamp: bool = False) -> list[str]:
        parts = self.command + (self.stamp_args if stamp else [])
        return [part.format(server=server, queue=queue, slots=slots) for part in parts]

    def why_missing(self) -> str | None:
        """None if the worker can run here, else one line that says what is missing."""
        java_home = self.env.get("JAVA_HOME")
        if java_home is not None and not Path(java_home, "bin", "java").exists():
            return f"no JDK at '{java_home}': set BENCH_JAVA17_HOME or BENCH_JAVA25_HOME"
        if not self.artifact.exists():
            return f"{self.artifact.relative_to(ROOT)} is missing: build it first"
        return None


def _peer(name: str, label: str, program: list[str], artifact: Path, **env: str) -> WorkerSpec:
    flags = ["--server", "{server}", "--queue", "{queue}", "--concurrency", "{slots}"]
    return WorkerSpec(name, label, program + flags, artifact, is_peer=True, env=env)


def _millwright(
    name: str,
    label: str,
    java_home: str,
    threads: str,
    *,
    logs_jobs: bool = False,
    doors: bool = False,
    waits: bool = False,  # by asynchronous functions
    fleet: int | None = None,  # a member of a fleet, with so many cancels open
) -> WorkerSpec:
    program = [str(LAUNCHER)] if LAUNCHER.exists() else [f"{java_home}/bin/java", *JAVA_FLAGS, "-jar", str(CLI_JAR)]
    run = ["run", "--server", "{server}", "-q", "{queue}", "-c", "{slots}", "--threads", threads]
    # With the doors of the runtime in use, the job is the benchmark's own: sample jobs have none.
    run += ["--jobs", str(STAMP_JAR)] if doors else ["--sample-jobs"]
    if not logs_jobs:
        # The peers log nothing of a job that ends well.
        run += ["--log-level", "dev.millwright.worker.jobs=warn"]
    return WorkerSpec(
        name,
        label,
        program + run,
        CLI_JAR,
        env={"JAVA_HOME": java_home, **({"BENCH_DOORS": "1"} if doors else {})},
        stamp_args=["--jobs", str(STAMP_JAR)],
        slots=COMMON_SLOTS if logs_jobs or doors or fleet is not None else (*COMMON_SLOTS, 500),
        only="throughput" if logs_jobs or doors else "waiting" if waits else None,
        wait_job="sample.wait" if waits else "sample.sleep",
        fleet=fleet,
    )


def _java_home(version: int) -> str:
    """BENCH_JAVA17_HOME and the like, else where Linux distributions put that JDK."""
    chosen = os.environ.get(f"BENCH_JAVA{version}_HOME")
    found = sorted(Path("/usr/lib/jvm").glob(f"*-{version}-*/bin/java"))
    return chosen or (str(found[0].parents[1]) if found else f"JDK {version}, not found")


_GO = PEERS / "go" / "target" / "worker-go"
_NODE = PEERS / "node" / "worker.js"
_RUST = PEERS / "rust" / "target" / "release" / "worker-rust"

WORKERS: list[WorkerSpec] = [
    _peer("go", "Go, faktory_worker_go 1.7.0", [str(_GO)], _GO),
    _peer("node", "Node, faktory-worker 4.7.1", ["node", str(_NODE)], _NODE, NODE_ENV="production"),
    _peer("rust", "Rust, faktory 0.13.1", [str(_RUST)], _RUST),
    _millwright("millwright", "Millwright, JDK 17", _java_home(17), "platform"),
    _millwright("millwright-log", "Millwright, JDK 17, logs each job", _java_home(17), "platform", logs_jobs=True),
    _millwright(
        "millwright-doors", "Millwright, JDK 17, admission, gate and policy", _java_home(17), "platform", doors=True
    ),
    _millwright("millwright-async", "Millwright, JDK 17, asynchronous", _java_home(17), "platform", waits=True),
    *(
        _millwright(
            f"millwright-fleet-{n}", f"Millwright, JDK 17, in a fleet, {n} cancels open", _java_home(17), "platform", fleet=n
        )
        for n in (0, 1, 100)
    ),
    _millwright("millwright-25", "Millwright, JDK 25", _java_home(25), "platform"),
    _millwright("millwright-vt", "Millwright, JDK 25, virtual threads", _java_home(25), "virtual"),
]
BY_NAME = {worker.name: worker for worker in WORKERS}
