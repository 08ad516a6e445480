#!/usr/bin/env python3
"""--profile and --trace: every command tells what it did, the time line is JSON whose spans nest,
and what cannot be written is refused before any work.

    profile_test.py VOI EXAMPLE_DIR
"""
import array
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

VOI, EXAMPLE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
OUTCOMES = ["--costs", EXAMPLE / "costs.csv", "--effects", EXAMPLE / "effects.csv"]
PARAMS = ["--params", EXAMPLE / "params.csv"]
WTP = ["--wtp", "20000"]
COMMANDS = {
    "check": [*OUTCOMES, *PARAMS],
    "summary": [*OUTCOMES, *WTP],
    "icer": OUTCOMES,
    "ceac": [*OUTCOMES, *WTP],
    "evpi": [*OUTCOMES, *WTP],
    "evppi": [*OUTCOMES, *PARAMS, *WTP],
    "shapley": [*OUTCOMES, *PARAMS, *WTP, "--pars", "log_rr_tele", "--pars", "log_rr_nurse"],
    "report": [*OUTCOMES, *WTP],
    "plot": ["ceac", *OUTCOMES, *WTP],
    "info": [],
    "partial": ["evpi", *OUTCOMES, *WTP],
    "bench": ["--case", EXAMPLE / "costs.csv", "--repeat", "1", "--threads", "1"],
}

EVERY = [*([command, *words] for command, words in COMMANDS.items()),
         *([measure, *COMMANDS[measure], "--max-memory", "64M"]
           for measure in ("summary", "ceac", "evpi"))]


class Profile(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def voi(self, *words):
        return subprocess.run([VOI, *words], cwd=self.folder, capture_output=True, text=True)

    def rows(self, table):
        """The phases of a printed table: path to its figures."""
        lines = table.splitlines()
        self.assertEqual(lines[0].split(),
                         ["phase", "calls", "wall_s", "cpu_s", "bytes", "peak_mb"])
        return {words[0]: words[1:] for line in lines[1:]
                if (words := line.rsplit(maxsplit=5)) and len(words) == 6}

    def test_every_command_tells_its_phases(self):
        for command, *words in EVERY:
            with self.subTest(command=command, words=words):
                plain = self.voi(command, *words, "--quiet", "--output", "plain.svg")
                done = self.voi(command, *words, "--quiet", "--output", "out.svg", "--profile")
                self.assertEqual((plain.returncode, plain.stderr), (0, ""))
                self.assertEqual((done.returncode, done.stdout), (0, ""))
                if command != "bench":
                    self.assertEqual((self.folder / "out.svg").read_bytes(),
                                     (self.folder / "plain.svg").read_bytes())
                rows = self.rows(done.stderr)
                self.assertIn("write", rows)
                self.assertEqual(list(rows)[-1], "total")
                measure = words[0] if command == "partial" else command
                windows = command == "partial" or "--max-memory" in words
                if command not in ("info", "bench"):
                    self.assertIn(measure, rows)
                    files = sum(os.path.getsize(word) for word in words
                                if isinstance(word, pathlib.Path))
                    read = f"{measure}/read" if windows else "read"
                    self.assertEqual(int(rows[read][3].replace(",", "")), files)
                total = float(rows["total"][1])
                for path, (calls, wall, cpu, _, peak) in rows.items():
                    self.assertGreaterEqual(int(calls), 1, path)
                    self.assertLessEqual(float(wall), total + 1e-4, path)
                    self.assertGreaterEqual(float(cpu), 0, path)
                    self.assertGreater(float(peak), 0.5, path)

    def test_merge_tells_its_phases(self):
        self.voi("partial", "evpi", *OUTCOMES, *WTP, "--quiet", "-o", "a.state")
        rows = self.rows(self.voi("merge", "a.state", "--quiet", "--profile").stderr)
        size = (self.folder / "a.state").stat().st_size
        self.assertEqual(int(rows["merge"][3].replace(",", "")), size)
        self.assertIn("write", rows)

    def test_a_raw_file_in_windows_tells_reading_from_computing(self):
        rows, cols = 40000, 3
        header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {cols}), }}"
        header += " " * (-(len(header) + 11) % 64) + "\n"
        numbers = array.array("d", ((i * 37 + 11) % 1009 for i in range(rows * cols)))
        (self.folder / "nb.npy").write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header))
                                             + header.encode() + numbers.tobytes())
        for threads in "1", "2":
            done = self.voi("evpi", "--nb", "nb.npy", "--max-memory", "64M", "--threads", threads,
                            "--profile", "--output", "out.csv")
            self.assertEqual(done.returncode, 0)
            told = self.rows("\n".join(line for line in done.stderr.splitlines()
                                       if not line.startswith("voi: warning")))
            job = "evpi/computing the EVPI"
            read, compute = told[f"{job}/read"], told[f"{job}/compute"]
            self.assertEqual(read[0], compute[0])
            self.assertEqual(read[3].replace(",", ""), str(8 * rows * cols))
            for part in (read, compute):
                self.assertLessEqual(float(part[1]), float(told[job][1]) + 1e-4)

    def check_spans(self, spans):
        """Spans of a thread stand inside or beside each other."""
        open_spans = []
        for span in sorted(spans, key=lambda s: (s["ts"], -s["dur"])):
            end = span["ts"] + span["dur"]
            while open_spans and open_spans[-1] <= span["ts"] + 1e-9:
                open_spans.pop()
            self.assertTrue(not open_spans or end <= open_spans[-1] + 1e-9, span)
            open_spans.append(end)

    def test_the_time_line_is_valid(self):
        done = self.voi("evppi", *OUTCOMES, *PARAMS, *WTP, "--threads", "3", "--trace", "t.json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        line = json.loads((self.folder / "t.json").read_text())
        self.assertEqual(line["otherData"]["dropped"], 0)
        spans = [event for event in line["traceEvents"] if event["ph"] == "X"]
        for thread in range(3):
            self.check_spans([span for span in spans if span["tid"] == thread])
        names = {span["name"] for span in spans if span["cat"] == "phase"}
        self.assertLessEqual({"read", "costs", "evppi", "render", "write"}, names)
        self.assertTrue(any(span["cat"] == "task" for span in spans))
        named = [event for event in line["traceEvents"] if event["name"] == "thread_name"]
        self.assertEqual({event["tid"] for event in named}, {span["tid"] for span in spans})
        self.assertEqual([name for name in os.listdir(self.folder)], ["t.json"])

    def test_the_answer_stays_the_same(self):
        words = ["evpi", *OUTCOMES, *WTP]
        self.assertEqual(self.voi(*words).stdout,
                         self.voi(*words, "--profile", "--trace", "t.json").stdout)

    def test_what_cannot_be_written_is_refused(self):
        words = ["evpi", *OUTCOMES, *WTP]
        for path, status, reason in (("no/t.json", 1, "cannot be written: no such folder"),
                                     ("-", 2, "standard output is for the answer"),
                                     ("out", 2, "the answer goes there"),
                                     ("", 2, "the name of the file is empty")):
            with self.subTest(path):
                done = self.voi(*words, "--trace", path, "--output", "out")
                self.assertEqual((done.returncode, done.stdout), (status, ""))
                self.assertIn(reason, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1)
                self.assertEqual(os.listdir(self.folder), [])

    def test_no_input_and_no_answer_is_replaced(self):
        for name in ("nb.csv", "other.csv"):
            shutil.copy(EXAMPLE / "costs.csv", self.folder / name)
        (self.folder / "link.json").symlink_to("nb.csv")
        (self.folder / "folder").mkdir()
        (self.folder / "book.xlsx").write_text("no book")
        before = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}
        read, answer = "would replace what is read, ", "the answer goes there"
        nb = ["evpi", "--nb", "nb.csv"]
        for words, trace, status, reason in (
                (nb, "nb.csv", 2, read + "nb.csv"),
                (nb, "folder/../nb.csv", 2, read + "nb.csv"),
                (nb, "link.json", 2, read + "nb.csv"),
                (["evpi", "--nb", "book.xlsx#A"], "book.xlsx", 2, read + "book.xlsx#A"),
                (["bench", "--case", "nb.csv"], "nb.csv", 2, read + "nb.csv"),
                (["merge", "nb.csv", "other.csv"], "./other.csv", 2, read + "other.csv"),
                (["evppi", "--nb", "nb.csv", "--params", "other.csv"], "other.csv", 2, read),
                ([*nb, "-o", "new.csv"], "./new.csv", 2, answer),
                ([*nb, "-o", self.folder / "new.csv"], "folder/../new.csv", 2, answer),
                ([*nb, "-o", "other.csv"], "./other.csv", 2, answer),
                (["report", "--nb", "nb.csv"], "./report.html", 2, answer),
                (nb, "folder", 1, "folder: cannot be written: Is a directory")):
            with self.subTest(words=words, trace=trace):
                done = self.voi(*words, "--trace", trace)
                self.assertEqual((done.returncode, done.stdout), (status, ""))
                self.assertIn(reason, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1)
                self.assertEqual({path.name: path.read_bytes()
                                  for path in self.folder.iterdir() if path.is_file()}, before)

    def test_standard_streams_are_not_replaced(self):
        (self.folder / "in").write_bytes((EXAMPLE / "costs.csv").read_bytes())
        for trace, reason in (("in", "would replace what is read, standard input"),
                              ("out", "the answer goes there")):
            with open(self.folder / "in") as source, open(self.folder / "out", "w") as to:
                done = subprocess.run([VOI, "evpi", "--nb", "-", "--trace", trace], text=True,
                                      cwd=self.folder, stdin=source, stdout=to,
                                      stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 2)
            self.assertIn(reason, done.stderr)

    def test_a_name_in_another_folder_is_another_file(self):
        (self.folder / "folder").mkdir()
        done = self.voi("evpi", *OUTCOMES, *WTP, "-o", "t", "--trace", "folder/t", "--quiet")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        json.loads((self.folder / "folder" / "t").read_text())

    def test_a_failure_leaves_the_old_time_line(self):
        (self.folder / "t.json").write_text("old")
        done = self.voi("evpi", "--nb", "missing.csv", "--profile", "--trace", "t.json")
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (1, 1))
        self.assertEqual((self.folder / "t.json").read_text(), "old")

    def test_a_full_disk_is_an_error(self):
        done = self.voi("evpi", *OUTCOMES, *WTP, "--trace", "/dev/full")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/dev/full: cannot be written: No space left", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
