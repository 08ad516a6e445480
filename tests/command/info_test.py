#!/usr/bin/env python3
"""voi info: rows of what and value in every format, limits that hold here, and the cache.

    info_test.py VOI EXAMPLE_DIR
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

VOI = pathlib.Path(sys.argv[1]).resolve()
ROWS = ["version", "compiler", "build", "processor", "instructions", "backend", "backend reason",
        "backends", "linear algebra", "threads", "processors online", "processors allowed",
        "processor quota", "memory", "memory limit", "GPU"]


class Info(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.cache = self.folder / "voi"

    def voi(self, *words, **environment):
        environment = {"XDG_CACHE_HOME": str(self.folder)} | environment
        return subprocess.run([VOI, "info", *words], env=environment, capture_output=True,
                              text=True)

    def rows(self, *words, **environment):
        done = self.voi(*words, **environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return {row["what"]: row["value"] for row in csv.DictReader(done.stdout.splitlines())}

    def fill_cache(self):
        (self.cache / "kernels").mkdir(parents=True)
        (self.cache / "kernels" / "a").write_text("12345")
        (self.cache / "b").write_text("678")

    def test_formats(self):
        for words in ([], ["--format", "json"], ["--format", "table"]):
            with self.subTest(words):
                text = self.voi(*words).stdout
                for what in ROWS:
                    self.assertIn(what, text)
        answer = json.loads(self.voi("--format", "json").stdout)
        self.assertEqual(answer["command"], "info")
        self.assertEqual([row["what"] for row in answer["results"]][:len(ROWS)], ROWS)

    def test_limits_hold(self):
        allowed = sorted(os.sched_getaffinity(0))
        done = subprocess.run([VOI, "info"], capture_output=True, text=True,
                              preexec_fn=lambda: os.sched_setaffinity(0, allowed[:1]))
        self.assertIn("processors allowed,1\n", done.stdout)
        self.assertIn("threads,1\n", done.stdout)

    def test_the_backend_is_as_asked_for(self):
        rows = self.rows("--backend", "scalar", "--threads", "3")
        self.assertEqual((rows["backend"], rows["backend reason"], rows["threads"]),
                         ("scalar", "as asked for", "3"))

    def test_the_cache_is_measured_and_cleared(self):
        self.assertEqual(self.rows()["cache"], f"{self.cache}: not there")
        self.fill_cache()
        self.assertEqual(self.rows()["cache"], f"{self.cache}: 2 files, 8 bytes")
        self.assertEqual(self.rows("--clear-cache")["cache"],
                         f"{self.cache}: removed, 2 files, 8 bytes")
        self.assertFalse(self.cache.exists())
        self.assertEqual(self.rows("--clear-cache")["cache"], f"{self.cache}: not there")

    def test_where_the_cache_is(self):
        home = self.folder / "home"
        for environment, path in (({"XDG_CACHE_HOME": "", "HOME": str(home)}, home / ".cache"),
                                  ({"XDG_CACHE_HOME": "here", "HOME": str(home)}, home / ".cache")):
            self.assertEqual(self.rows(**environment)["cache"], f"{path / 'voi'}: not there")
        for environment in ({"XDG_CACHE_HOME": "", "HOME": ""},
                            {"XDG_CACHE_HOME": "/" + 5000 * "x"}):
            self.assertTrue(self.rows(**environment)["cache"].startswith("none: "))

    def test_links_are_not_followed(self):
        precious = self.folder / "precious"
        precious.mkdir()
        (precious / "file").write_text("keep")
        self.cache.mkdir()
        (self.cache / "link").symlink_to(precious)
        self.rows("--clear-cache")
        self.assertFalse(self.cache.exists())
        self.assertEqual((precious / "file").read_text(), "keep")

    def refuse_to_clear(self, reason, *words):
        done = self.voi("--clear-cache", *words)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn(reason, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_only_a_folder_is_cleared(self):
        precious = self.folder / "precious"
        precious.mkdir()
        (precious / "file").write_text("keep")
        self.cache.symlink_to(precious)
        self.assertEqual(self.rows()["cache"], f"{self.cache}: a link, not a folder")
        self.refuse_to_clear(f"{self.cache}: is a link, not a folder; nothing has been removed")
        self.assertEqual((self.cache / "file").read_text(), "keep")
        self.cache.unlink()
        self.cache.write_text("keep")
        self.refuse_to_clear(f"{self.cache}: is not a folder")
        self.assertEqual(self.cache.read_text(), "keep")

    @unittest.skipUnless(os.geteuid() == 0, "only root gives folders away")
    def test_the_folder_of_another_user(self):
        self.fill_cache()
        os.chown(self.cache, 12345, 12345)
        self.assertEqual(self.rows()["cache"], f"{self.cache}: a folder of another user")
        self.refuse_to_clear(f"{self.cache}: is a folder of another user")
        self.assertEqual((self.cache / "b").read_text(), "678")

    def test_nothing_is_removed_where_the_answer_cannot_be_told(self):
        self.fill_cache()
        self.refuse_to_clear("no/info.csv: cannot be written: no such folder",
                             "--output", "no/info.csv")
        self.refuse_to_clear(f"{self.folder}: cannot be written: Is a directory",
                             "--output", self.folder)
        self.assertEqual((self.cache / "b").read_text(), "678")
        output = self.folder / "info.csv"
        self.assertEqual(self.voi("--clear-cache", "--output", output).returncode, 0)
        self.assertIn("removed, 2 files", output.read_text())
        self.fill_cache()
        self.assertIn("removed, 2 files", self.voi("--clear-cache", "--output", "-").stdout)

    def test_not_there_is_said_of_nothing_else(self):
        (self.folder / "file").write_text("")
        done = self.voi(XDG_CACHE_HOME=str(self.folder / "file"))
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("voi: cannot be read: Not a directory", done.stderr)

    @unittest.skipIf(os.geteuid() == 0, "for root every folder is open")
    def test_a_folder_that_cannot_be_read(self):
        self.fill_cache()
        (self.cache / "kernels").chmod(0)
        for words, reason in ((["--clear-cache"], "cannot be removed"), ([], "cannot be read")):
            done = self.voi(*words)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(f"{self.cache / 'kernels'}: {reason}: Permission denied", done.stderr)
        (self.cache / "kernels").chmod(0o755)

    def test_other_commands_have_no_cache(self):
        done = subprocess.run([VOI, "evpi", "--clear-cache"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("it belongs to: info", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
