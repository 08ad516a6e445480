#!/usr/bin/env python3
"""The command with --backend cuda, on a GPU that is not there (tests/support/cuda): the numbers of
the CPU, one warning where the GPU fails, and kernels that are compiled once.

    gpu_test.py VOI EXAMPLE_DIR STAND_IN_DIR
"""
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

VOI, EXAMPLE, STAND_IN = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
OUTCOMES = ["--costs", EXAMPLE / "costs.csv", "--effects", EXAMPLE / "effects.csv"]
EVPI = ["evpi", *OUTCOMES, "--wtp", "20000,0:50000:500"]
FAILED = r"^voi: warning: the GPU failed and the CPU does its work: \w+: CUDA_ERROR_\w+\n$"


class Gpu(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.report = self.folder / "report"
        self.cache = self.folder / "voi" / "kernels"

    def environment(self, **more):
        path = f"{STAND_IN}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        return os.environ | {"LD_LIBRARY_PATH": path, "XDG_CACHE_HOME": str(self.folder),
                             "STAND_IN_REPORT": str(self.report)} | more

    def run_voi(self, *words, **more):
        self.report.write_text("")
        return subprocess.run([VOI, *words], env=self.environment(**more), capture_output=True,
                              text=True)

    def rows(self, *words, warnings="^$", **more):
        done = self.run_voi(*words, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, warnings)
        return list(csv.DictReader(done.stdout.splitlines()))

    def check_equal(self, rows, expected):
        self.assertEqual(len(rows), len(expected))
        for row, other in zip(rows, expected):
            for name in other:
                try:
                    value = float(other[name])
                except ValueError:
                    self.assertEqual(row[name], other[name])
                else:
                    self.assertAlmostEqual(float(row[name]), value, delta=1e-11 * abs(value))

    def compiled(self):
        return self.report.read_text().count("compiled ")

    def launches(self):
        found = re.search(r"live (\d+) .*launches (\d+)", self.report.read_text())
        self.assertEqual(found.group(1), "0")
        return int(found.group(2))

    def test_the_numbers_are_those_of_the_cpu(self):
        for words in (EVPI, ["evpi", "--nb", EXAMPLE / "costs.csv"],
                      ["summary", *OUTCOMES, "--wtp", "20000"]):
            with self.subTest(words[0]):
                expected = self.rows(*words)
                self.check_equal(self.rows(*words, "--backend", "cuda"), expected)
                self.assertGreater(self.launches(), 0)

    def test_the_report_and_the_plots_run(self):
        page = self.folder / "page.html"
        for words in (["report", *OUTCOMES, "--wtp", "20000,0:50000:1000", "--output", page],
                      ["plot", "evpi", *OUTCOMES, "--wtp", "0:50000:1000", "--output",
                       self.folder / "evpi.svg"]):
            done = self.run_voi(*words, "--backend", "cuda")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertGreater(self.launches(), 0)

    def test_a_second_process_compiles_nothing(self):
        for expected in (1, 0, 0):
            self.rows(*EVPI, "--backend", "cuda")
            self.assertEqual(self.compiled(), expected)
        self.rows("info", "--clear-cache")
        self.rows(*EVPI, "--backend", "cuda")
        self.assertEqual(self.compiled(), 1)

    def test_a_tampered_kernel_is_compiled_again(self):
        expected = self.rows(*EVPI, "--backend", "cuda")
        (kernel,) = self.cache.iterdir()
        whole = kernel.read_bytes()
        for tampered in (whole[:1000], whole[:-1] + bytes([whole[-1] ^ 1]), b""):
            kernel.write_bytes(tampered)
            self.assertEqual(self.rows(*EVPI, "--backend", "cuda"), expected)
            self.assertEqual(self.compiled(), 1)
            self.assertEqual(len(kernel.read_bytes()), len(whole))

    def test_without_a_place_for_a_cache(self):
        for more in ({"XDG_CACHE_HOME": "", "HOME": ""}, {"XDG_CACHE_HOME": "/proc/nothing"},
                     {"XDG_CACHE_HOME": "/" + 4085 * "x"}):
            self.rows(*EVPI, "--backend", "cuda", **more)
            self.assertEqual(self.compiled(), 1)

    def test_processes_at_once(self):
        self.report.write_text("")
        runs = [subprocess.Popen([VOI, *EVPI, "--backend", "cuda"], env=self.environment(),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(6)]
        answers = {(run.returncode, *texts) for run in runs for texts in [run.communicate()]}
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(list(self.cache.iterdir())), 1)

    def test_one_warning_where_it_fails(self):
        expected = self.rows(*EVPI)
        for more in ({"STAND_IN_FAIL_AT": "12"}, {"STAND_IN_MEMORY": "1000"},
                     {"STAND_IN_FAIL_AT": "9", "STAND_IN_LOST": "1"}):
            rows = self.rows(*EVPI, "--backend", "cuda", warnings=FAILED, **more)
            self.assertEqual(rows, expected)

    def test_answers_that_are_no_tables_warn_too(self):
        more = {"STAND_IN_FAIL_AT": "9", "STAND_IN_LOST": "1"}
        for words in (["check", *OUTCOMES], ["report", *OUTCOMES, "--wtp", "20000", "--output",
                                             self.folder / "page.html"],
                      ["plot", "evpi", *OUTCOMES, "--wtp", "20000", "--output",
                       self.folder / "evpi.svg"]):
            with self.subTest(words[0]):
                done = self.run_voi(*words, "--backend", "cuda", **more)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stderr, FAILED)
                self.assertEqual(self.run_voi(*words, "--backend", "cuda", "--quiet",
                                              **more).stderr, "")

    def test_where_there_is_none(self):
        done = subprocess.run([VOI, *EVPI, "--backend", "cuda"], capture_output=True, text=True,
                              env=os.environ | {"LD_LIBRARY_PATH": "/nowhere"})
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r'^voi: backend "cuda" does not run here: libcuda.so.1, the '
                         r"driver of NVIDIA GPUs, cannot be opened; possible are auto, .*scalar\n$")
        self.assertNotIn("scalar, cuda", done.stderr)

    def test_a_misspelt_backend_for_another_processor_is_told_of_the_gpu(self):
        done = self.run_voi(*EVPI, "--backend", "neon" if os.uname().machine == "x86_64"
                            else "avx2")
        self.assertRegex(done.stderr, r"does not run here; possible are auto, .*scalar, cuda\n$")

    def test_info(self):
        info = {row["what"]: row["value"] for row in self.rows("info", "--backend", "cuda")}
        self.assertEqual(info["backend"], "cuda")
        self.assertRegex(info["backend reason"], "^as asked for: First GPU, with ")
        self.assertTrue(info["backends"].endswith(" cuda"))
        self.assertEqual(info["GPU"], "First GPU, 1.0 GB, compute capability 9.0")
        self.assertEqual(info["GPU compiler"], "NVRTC 12.4")
        self.rows(*EVPI, "--backend", "cuda")
        info = {row["what"]: row["value"] for row in self.rows("info")}
        self.assertRegex(info["cache"], r"voi: 1 files, \d+ bytes$")
        self.assertTrue(info["backend"] != "cuda" and info["backend reason"])

    def test_info_without_a_driver(self):
        alone = self.folder / "alone"
        alone.mkdir()
        for compiler in (r"(NVRTC \d|none: NVRTC, .*libnvrtc.so.12, .*cannot be opened)",
                         r"NVRTC \d"):
            done = self.run_voi("info", LD_LIBRARY_PATH=str(alone))
            self.assertIn('GPU,"none: libcuda.so.1, the driver of NVIDIA GPUs, cannot be opened"',
                          done.stdout)
            self.assertRegex(done.stdout, f'GPU compiler,"?{compiler}')
            self.assertRegex(done.stdout, "GPU use,none: .*; all runs on the processor\\n")
            shutil.copy(STAND_IN / "libnvrtc.so.12", alone)

    def test_info_without_a_compiler(self):
        alone = self.folder / "alone"
        alone.mkdir()
        shutil.copy(STAND_IN / "libcuda.so.1", alone)
        done = self.run_voi("info", LD_LIBRARY_PATH=str(alone))
        self.assertRegex(done.stdout, r"GPU compiler,.*none: NVRTC, the compiler of CUDA")
        self.assertIn("GPU use,none: its kernels cannot be compiled; all runs on the processor\n",
                      done.stdout)
        self.assertNotIn("cuda\n", done.stdout.split("linear algebra")[0])

    def test_the_table_of_the_kernels(self):
        program = VOI.parent / "bench" / "bench_gpu"
        done = subprocess.run([program, "1e-5"], env=self.environment(), capture_output=True,
                              text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("First GPU, whose driver tells of 1024 GB/s\n", done.stdout)
        rows = [line.split("|") for line in done.stdout.splitlines() if line.startswith("| `")]
        self.assertEqual(len(rows), 10)
        for row in rows:
            self.assertTrue(float(row[4]) > 0 and float(row[5]) > 0 and float(row[7]) > 0)
        self.assertRegex(done.stdout, r"`regrets` \| 1e\+03 × 8 \| on the device \|")
        small = subprocess.run([program, "1e-5"], env=self.environment(STAND_IN_MEMORY="60000"),
                               capture_output=True, text=True)
        self.assertIn("| `regrets` | 1e+03 × 8 | on the device | no room there |", small.stdout)
        none = subprocess.run([program], env=os.environ | {"LD_LIBRARY_PATH": "/nowhere"},
                              capture_output=True, text=True)
        self.assertEqual(none.returncode, 0)
        self.assertRegex(none.stdout, "^bench_gpu: skipped: libcuda.so.1, .*cannot be opened\n$")

    def test_bench_of_a_gpu_that_is_not_there_or_fails(self):
        words = ["bench", "--case", "evpi", "--backend", "cuda", "--threads", "1", "--repeat", "2"]
        done = subprocess.run([VOI, *words], capture_output=True, text=True,
                              env=os.environ | {"LD_LIBRARY_PATH": "/nowhere"})
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r'^voi: backend "cuda" does not run here: libcuda.so.1, ')
        words[2] = EXAMPLE / "costs.csv"
        done = self.run_voi(*words, STAND_IN_MEMORY="1000")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, "^voi: bench: the GPU failed and the CPU does its work: "
                         "cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY\n$")

    def test_bench(self):
        rows = self.rows("bench", "--case", EXAMPLE / "costs.csv", "--backend", "cuda",
                         "--threads", "1", "--repeat", "2")
        self.assertEqual([row["backend"] for row in rows], ["", "", "scalar", "cuda"])
        self.assertLess(float(rows[3]["max_rel_diff"]), 1e-11)
        self.assertGreater(float(rows[3]["first_s"]), float(rows[3]["median_s"]))
        self.assertEqual(self.compiled(), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
