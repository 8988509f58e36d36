import unittest
from xml.etree import ElementTree

from driver import chart, report
from driver.latency import percentile

LABELS = {"go": "Go", "rust": "Rust", "ours": "Ours"}
PEERS = {"go", "rust"}
MACHINE = {
    "date": "d",
    "cpus": 2,
    "cpu": "c",
    "memory_gb": 8,
    "system": "s",
    "faktory": "f",
    "redis": "r",
    "command": "x",
}


def run(round_number, worker, rate, slots=20, **more):
    return {"round": round_number, "scenario": "waiting", "worker": worker, "slots": slots, "jobs_per_s": rate,
            "worker_cpu_us": 1e6 / rate, "connections": slots, **more}  # fmt: skip


class Ratios(unittest.TestCase):
    def test_are_taken_within_a_round_and_then_their_median(self):
        # Round 2 was slow for everybody: medians of rates would hide that ours led in each round.
        records = [run(1, "rust", 100), run(1, "ours", 110), run(2, "rust", 50), run(2, "ours", 60),
                   run(3, "rust", 200), run(3, "ours", 210)]  # fmt: skip
        ours = report.summarise(records, "waiting", report.RATE, PEERS)["ours", 20]
        self.assertEqual((ours.value, ours.low, ours.high), (110, 60, 210))
        self.assertAlmostEqual(ours.ratio, 1.10)

    def test_compare_with_the_best_peer_whichever_way_is_better(self):
        records = [run(1, "go", 80), run(1, "rust", 100), run(1, "ours", 50)]
        rate = report.summarise(records, "waiting", report.RATE, PEERS)
        cpu = report.summarise(records, "waiting", report.WORKER_CPU, PEERS)
        self.assertAlmostEqual(rate["ours", 20].ratio, 0.5)
        self.assertAlmostEqual(cpu["ours", 20].ratio, 2.0)
        self.assertAlmostEqual(rate["rust", 20].ratio, 1.0)

    def test_need_a_peer_at_the_same_slots(self):
        records = [run(1, "go", 80), run(1, "ours", 50, slots=500)]
        self.assertIsNone(report.summarise(records, "waiting", report.RATE, PEERS)["ours", 500].ratio)

    def test_leave_out_runs_that_failed(self):
        records = [
            run(1, "go", 80),
            {"round": 1, "scenario": "waiting", "worker": "rust", "slots": 20, "error": "gone"},
        ]
        self.assertEqual(list(report.summarise(records, "waiting", report.RATE, PEERS)), [("go", 20)])
        self.assertIn(
            "- round 1, waiting, rust at 20 slots: no figures: gone", report.markdown(MACHINE, records, LABELS, PEERS)
        )


class Lists(unittest.TestCase):
    def test_of_samples_in_a_run_count_as_their_median_but_show_their_spread(self):
        record = {"round": 1, "scenario": "lifecycle", "worker": "go", "slots": 20, "stop_ms": [1, 5, 30]}
        go = report.summarise([record], "lifecycle", report.STOP, PEERS)["go", 20]
        self.assertEqual((go.value, go.low, go.high), (5, 1, 30))


class Pages(unittest.TestCase):
    def test_markdown_names_figures_ratio_and_disturbance(self):
        records = [run(1, "rust", 2000), run(1, "ours", 3000, foreign_cpus=0.8)]
        page = report.markdown(MACHINE, records, LABELS, PEERS)
        self.assertIn("| Ours | 20 | 3,000 ×1.50 |", page)
        self.assertIn("other processes kept 0.80 CPUs busy", page)

    def test_chart_is_xml_with_a_bar_for_each_worker_and_panel(self):
        records = [run(1, "rust", 2000, slots=200), run(1, "ours", 3000, slots=200)]
        root = ElementTree.fromstring(chart.svg(records, {**LABELS, "ours": "A < B & C"}, PEERS))
        bars = root.findall(".//{http://www.w3.org/2000/svg}rect")
        self.assertEqual(len(bars), 2)
        self.assertAlmostEqual(float(bars[0].get("width")) / float(bars[1].get("width")), 2 / 3, places=2)


class Percentile(unittest.TestCase):
    def test_is_the_nearest_rank(self):
        values = [float(n) for n in range(1, 301)]
        self.assertEqual([percentile(values, p) for p in (50, 99, 100)], [150, 297, 300])
        self.assertEqual(percentile([7.0], 99), 7.0)
