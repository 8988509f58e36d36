"""Describes where the figures were measured, for whoever compares them with others."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import time
from pathlib import Path


def describe(arguments: list[str], faktory_version: str) -> dict:
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cpu": _field("/proc/cpuinfo", "model name"),
        "cpus": os.cpu_count(),
        "memory_gb": round(int(_field("/proc/meminfo", "MemTotal").split()[0]) * 1024 / 1e9),
        "system": f"Linux {platform.release()}",
        "faktory": faktory_version,
        "redis": " ".join(_first_line(["redis-server", "--version"]).split()[:3]).replace(" server v=", " "),
        "command": shlex.join(["scripts/bench", *arguments]),
    }


def _field(path: str, name: str) -> str:
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def _first_line(command: list[str]) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.partition("\n")[0]
