#!/usr/bin/env python3
"""Files larger than the memory that is allowed: the peak stays below it, the answer is that of the
whole, Ctrl-C is obeyed at once, and a state is whole or not there.

    parts_test.py VOI EXAMPLE_DIR
"""
import array
import gzip
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

VOI = pathlib.Path(sys.argv[1]).resolve()
BOUND = 40  # MB; what the interpreter has when it starts the command counts too
COLS, BLOCK_ROWS = 5, 20_000
PATIENCE = 0.2  # seconds from a signal to the end


def block(seed):
    draw = random.Random(seed)
    return array.array("d", (1000 * draw.gauss(0.02 * (i % COLS), 1)
                             for i in range(BLOCK_ROWS * COLS)))


def npy_head(rows, kind="<f8"):
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({rows}, {COLS}), }}"
    text += " " * (-(10 + len(text) + 1) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def refused(*words, folder):
    """The message of a command that ends with an error."""
    done = subprocess.run([VOI, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, ""), done
    return done.stderr


def csv_text(numbers):
    rows = (",".join(map(repr, numbers[i:i + COLS])) for i in range(0, len(numbers), COLS))
    return ("\n".join(rows) + "\n").encode()


class Parts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.blocks = [block(seed) for seed in (1, 2)]

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def write_npy(self, name, times, which=0):
        with open(self.folder / name, "wb") as file:
            file.write(npy_head(times * BLOCK_ROWS))
            for _ in range(times):
                file.write(self.blocks[which])

    def write_csv(self, name, times, opener=open):
        text = csv_text(self.blocks[0])
        with opener(self.folder / name, "wb") as file:
            file.write(b"a,b,c,d,e\n")
            for _ in range(times):
                file.write(text)

    def run_voi(self, *words, **options):
        """Standard output, and the peak memory in MB."""
        process = subprocess.Popen([VOI, *words], cwd=self.folder, stdout=subprocess.PIPE,
                                   **options)
        out = process.stdout.read()
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return out, usage.ru_maxrss / 1024

    def check(self, measure, *files, **options):
        bounded, peak = self.run_voi(measure, *files, "--max-memory", f"{BOUND}M", "--quiet",
                                     **options)
        self.assertLess(peak, BOUND, (measure, files))
        return bounded

    def test_net_benefits_as_npy(self):
        self.write_npy("nb.npy", 120)
        self.assertGreater((self.folder / "nb.npy").stat().st_size, 2 * BOUND << 20)
        for measure in ("evpi", "summary", "ceac"):
            bounded = self.check(measure, "--nb", "nb.npy")
            self.assertEqual(bounded, self.run_voi(measure, "--nb", "nb.npy", "--quiet")[0])

    def test_costs_and_effects_as_npy(self):
        self.write_npy("c.npy", 50)
        self.write_npy("e.npy", 50, 1)
        files = ("--costs", "c.npy", "--effects", "e.npy", "--wtp", "0:50000:100")
        bounded = self.check("evpi", *files)
        self.assertEqual(bounded, self.run_voi("evpi", *files, "--quiet")[0])

    def test_text(self):
        self.write_csv("nb.csv", 45)
        self.assertGreater((self.folder / "nb.csv").stat().st_size, 2 * BOUND << 20)
        whole, peak = self.run_voi("evpi", "--nb", "nb.csv", "--quiet")
        self.assertEqual(self.check("evpi", "--nb", "nb.csv"), whole)
        with open(self.folder / "nb.csv", "rb") as file:
            self.assertEqual(self.check("evpi", "--nb", "-", stdin=file), whole)
        self.write_csv("nb.csv.gz", 45, lambda path, mode: gzip.open(path, mode, 1))
        self.assertEqual(self.check("evpi", "--nb", "nb.csv.gz"), whole)

    def test_what_numbers_take_is_estimated(self):
        """From what they are in memory, not from the bytes that they are written with."""
        exact = ("--wtp", "0:1:1", "--exact", "--max-memory", "20M")
        for name, content, megabytes in (
                ("e.npy", npy_head(BLOCK_ROWS, "|i1") + bytes(BLOCK_ROWS * COLS), 12),
                ("d.npy", npy_head(16 * BLOCK_ROWS, "|i1") + bytes(16 * BLOCK_ROWS * COLS), 35),
                ("e.csv", b"a,b\n" + 500_000 * b"1,2\n", 26)):
            (self.folder / name).write_bytes(content)
            words = ("evpi", "--costs", name, "--effects", "few.npy", *exact)
            (self.folder / "few.npy").write_bytes(npy_head(1) + bytes(8 * COLS))
            answer = refused(*words, folder=self.folder)
            if megabytes > 20:
                self.assertIn(f"about {megabytes} MB; --max-memory allows 20 MB", answer)
            else:
                self.assertIn("rows", answer)

    def test_workbooks_need_the_whole(self):
        """Also where a sheet is named; a folder whose name ends like a workbook's is none."""
        (self.folder / "d.xlsx#1").mkdir()
        self.write_csv("d.xlsx#1/nb.csv", 1)
        self.check("evpi", "--nb", "d.xlsx#1/nb.csv")
        (self.folder / "book.xlsx").write_bytes(bytes(3 << 20))
        for name in ("book.xlsx", "book.xlsx#A"):
            self.assertIn("a workbook needs the whole sample in memory, about 40 MB",
                          refused("evpi", "--nb", name, "--max-memory", "20M",
                                  folder=self.folder))

    def test_ctrl_c(self):
        self.write_npy("nb.npy", 400)
        self.write_csv("nb.csv", 45)
        for words in (("summary", "--nb", "nb.npy"), ("evpi", "--nb", "nb.csv"),
                      ("partial", "ceac", "--nb", "nb.csv", "-o", "ceac.state")):
            before = sorted(os.listdir(self.folder))
            process = subprocess.Popen([VOI, *words, "--max-memory", "64M"], cwd=self.folder,
                                       stdout=subprocess.DEVNULL)
            time.sleep(0.05)
            start = time.perf_counter()
            process.send_signal(signal.SIGINT)
            process.wait()
            self.assertLess(time.perf_counter() - start, PATIENCE)
            self.assertEqual(process.returncode, -signal.SIGINT)
            self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_a_state_is_whole_or_not_there(self):
        self.write_csv("few.csv", 1)
        partial = [VOI, "partial", "evpi", "--nb", "few.csv"]
        for output, words in (([], b"needs --output"), (["-o", "no/x"], b"no such folder"),
                              (["-o", "/dev/full"], b"No space left")):
            done = subprocess.run(partial + output, cwd=self.folder, capture_output=True,
                                  check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)
            self.assertEqual(done.stdout, b"")
        (self.folder / "old.state").write_bytes(b"old")
        for _ in range(20):
            process = subprocess.Popen(partial + ["-o", "old.state"], cwd=self.folder)
            time.sleep(random.random() * 0.05)
            process.send_signal(signal.SIGTERM)
            process.wait()
            state = (self.folder / "old.state").read_bytes()
            self.assertTrue(state == b"old" or state.startswith(b"voistate"))
            self.assertEqual([n for n in os.listdir(self.folder) if "state." in n], [])

    def test_half_of_the_memory_is_enough_to_split(self):
        """A file that looks larger than the machine's memory is read in windows, and is refused
        for what it holds, not for what it would take."""
        path = self.folder / "huge.npy"
        rows = 1 << 35
        with open(path, "wb") as file:
            head = npy_head(rows)
            file.write(head)
            try:
                file.truncate(len(head) + rows * COLS * 8)
            except OSError:
                self.skipTest("no files of that size here")
        process = subprocess.Popen([VOI, "evpi", "--nb", "huge.npy"], cwd=self.folder,
                                   stdout=subprocess.DEVNULL)
        time.sleep(0.3)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = -signal.SIGINT
        self.assertLess(usage.ru_maxrss / 1024, 2 * BOUND)
        path.unlink()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
