#!/usr/bin/env python3
"""What the command tells about itself is true: the examples of every help run on the shipped data,
and the man page and the completions are well-formed and know every command and option.

    help_test.py VOI EXAMPLE_DIR
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

VOI, EXAMPLE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])


def voi(*words):
    return subprocess.run([VOI, *words], check=True, capture_output=True, text=True).stdout


COMMANDS = re.findall(r"^  ([a-z]+) ", voi("--help"), re.M)
HELP = {command: voi(command, "--help") for command in COMMANDS}
OPTIONS = {command: set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.M))
           for command, text in HELP.items()}


class Help(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_there_is_help(self):
        self.assertIn("evpi", COMMANDS)
        self.assertIn("--wtp", OPTIONS["evpi"])
        for text in HELP.values():
            self.assertLessEqual(max(map(len, text.split("\nexamples")[0].split("\n"))), 80)

    def test_partial_is_told_as_it_is(self):
        """It has no default for its output, and always reads in parts."""
        text = " ".join(HELP["partial"].split())
        self.assertIn("write the state (required)", text)
        self.assertIn("read in parts with or without it", text)
        self.assertNotIn("standard output", text)

    def test_examples_run(self):
        for name in ("costs.csv", "effects.csv", "params.csv"):
            shutil.copy(EXAMPLE / name, self.folder)
        for command in COMMANDS:
            examples = re.findall(r"^  voi (.*)$", HELP[command].split("\nexamples")[1], re.M)
            self.assertEqual(len(examples), 2, command)
            for example in examples:
                with self.subTest(example):
                    done = subprocess.run([VOI, *shlex.split(example)], cwd=self.folder,
                                          capture_output=True, text=True)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    output = re.search(r"--output (\S+)", example)
                    self.assertTrue((self.folder / output[1]).stat().st_size if output
                                    else done.stdout)


class Generated(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def made(self, what):
        path = self.folder / f"voi.{what}"
        path.write_text(voi("--generate", what))
        return path

    def run_tool(self, tool, *words):
        """What a tool prints; it must not complain."""
        if not shutil.which(tool):
            self.skipTest(f"no {tool} here")
        done = subprocess.run([tool, *words], capture_output=True, text=True,
                              env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_man_page(self):
        path = self.made("man")
        source = path.read_text().replace("\\-", "-")
        for word in [*COMMANDS, *set().union(*OPTIONS.values())]:
            self.assertRegex(source, rf"(?m)^\.B (-\w, )?{word}( |$)")
        page = self.run_tool("man", "--warnings", "-l", str(path))
        self.assertIn("EXIT STATUS", page)

    def bash_completes(self, *words):
        script = f"""source {shlex.quote(str(self.made("bash")))}
            compopt() {{ COMPREPLY=(FILES); }}
            COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}
            _voi; printf '%s\\n' "${{COMPREPLY[@]}}" """
        return set(self.run_tool("bash", "-c", script).split())

    def test_bash(self):
        self.run_tool("bash", "-n", str(self.made("bash")))
        self.assertEqual(self.bash_completes("voi", ""), set(COMMANDS))
        for command in COMMANDS:
            self.assertEqual(self.bash_completes("./voi", command, "--"), OPTIONS[command])
        self.assertEqual(self.bash_completes("voi", "evpi", "--format", "j"), {"json"})
        self.assertEqual(self.bash_completes("voi", "evpi", "-o", ""), {"FILES"})
        self.assertEqual(self.bash_completes("voi", "evpi", "-k", ""), set())
        self.assertEqual(self.bash_completes("voi", "plot", "ceaf"), {"ceaf"})

    def test_zsh(self):
        path = self.made("zsh")
        lines = path.read_text().split("\n")
        for command in COMMANDS:
            line = next(line for line in lines if line.startswith(f"    {command})"))
            self.assertEqual(set(re.findall(r" '(--[a-z-]+)\[", line)), OPTIONS[command])
        self.run_tool("zsh", "-n", str(path))

    def test_fish(self):
        path = self.made("fish")
        known = {command: set() for command in COMMANDS}
        for commands, option in re.findall(r"seen_subcommand_from ([a-z ]+)' -l ([a-z-]+)",
                                           path.read_text()):
            for command in commands.split():
                known.get(command, set()).add("--" + option)
        self.assertEqual(known, OPTIONS)
        self.run_tool("fish", "--no-execute", str(path))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
