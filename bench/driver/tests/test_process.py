import os
import tempfile
import time
import unittest
from pathlib import Path

from driver import usage
from driver.process import Process


class Processes(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.log = Path(directory.name, "log")

    def start(self, script, on_line=None):
        process = Process(["sh", "-c", script], {}, self.log, on_line)
        self.addCleanup(process.close)
        return process

    def test_close_kills_what_the_child_started(self):
        lines = []
        with Process(["sh", "-c", "sleep 60 & echo $!; wait"], {}, self.log, lines.append):
            self.await_true(lambda: lines)
        self.await_true(lambda: not alive(int(lines[0])))

    def test_terminate_gives_the_exit_code(self):
        lines = []
        process = self.start("trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done", lines.append)
        self.await_true(lambda: lines)
        took_s, code = process.terminate(limit_s=20)
        self.assertEqual(code, 3)
        self.assertGreater(took_s, 0)

    def test_terminate_gives_up_at_its_limit(self):
        lines = []
        process = self.start("trap '' TERM; echo ready; while :; do sleep 0.01; done", lines.append)
        self.await_true(lambda: lines)
        self.assertIsNone(process.terminate(limit_s=0.05)[1])

    def test_cpu_counts_children_alive_and_ended(self):
        spin = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"
        process = self.start(f"({spin}); sh -c '{spin}; kill -STOP $$' & wait")
        self.await_true(lambda: len(usage.tree(process.pid)) == 2)
        self.await_true(lambda: usage.cpu_seconds([process.pid]) > 0)
        ended = usage.cpu_seconds([process.pid])
        self.await_true(lambda: usage.cpu_seconds(usage.tree(process.pid)) > ended)

    def await_true(self, condition, limit_s=20):
        deadline = time.monotonic() + limit_s
        while not condition():
            self.assertLess(time.monotonic(), deadline, "did not come true")
            time.sleep(0.01)


def alive(pid):
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
