"""What the operating system says about CPU and memory of processes, read from /proc (Linux)."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PPID, _UTIME, _STIME, _CUTIME, _CSTIME = 1, 11, 12, 13, 14  # counted from the state field on
_BUSY = (0, 1, 2, 5, 6, 7)  # user, nice, system, irq, softirq, steal


def _stat(pid: int) -> list[str]:
    # The command name before the last ')' may hold blanks and parentheses.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _all_pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def children(pid: int) -> list[int]:
    found = []
    for other in _all_pids():
        try:
            if int(_stat(other)[_PPID]) == pid:
                found.append(other)
        except (FileNotFoundError, ProcessLookupError):
            continue  # ended while we looked
    return found


def tree(pid: int) -> list[int]:
    """The process and all that descend from it: a launcher script and its JVM, say."""
    return [pid] + [member for child in children(pid) for member in tree(child)]


def cpu_seconds(pids: list[int]) -> float:
    """CPU of all threads, dead ones too, and of children that were waited for."""
    ticks = 0
    for pid in pids:
        try:
            stat = _stat(pid)
        except (FileNotFoundError, ProcessLookupError):
            continue  # its parent has waited for it and carries its CPU now
        ticks += sum(int(stat[field]) for field in (_UTIME, _STIME, _CUTIME, _CSTIME))
    return ticks / _TICKS_PER_S


def own_cpu_seconds() -> float:
    """CPU of this process and of all its children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def machine_cpu_seconds() -> float:
    """CPU that the whole machine has spent: tells whether somebody else was busy meanwhile."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(int(fields[i]) for i in _BUSY) / _TICKS_PER_S


def memory_mb(pids: list[int]) -> tuple[float, float]:
    """Resident memory now and at its highest, in MB of 10^6 bytes, summed over the processes."""
    resident = peak = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                resident += int(line.split()[1])
            elif line.startswith("VmHWM:"):
                peak += int(line.split()[1])
    return resident * 1024 / 1e6, peak * 1024 / 1e6
