#!/usr/bin/env python3
"""Runs the command on the cases of text files and compares what it prints.

    run_golden.py [--update] VOI EXAMPLE_DIR CASES...

A case is a paragraph. Its marks, at the start of a line:

    #   what it is about
    $   a line for the shell; `voi` is the command, `as_user` runs it without root's rights
    >   a line of standard output        ... in a line stands for any text,
    !   a line of standard error         ... alone for any number of lines
    =   the exit status; 0 where it is left out

Cases of a file share a scratch folder with the example's files and a file "kept". Numbers may
differ by 1e-9 of their size. A `voi` that fails must also keep the contract: one line on standard
error, nothing on standard output, no file touched; it is run again with `--output kept` to see
that. (What `voi check` finds is its answer.) --update writes what was printed into the case files:
read the difference before you commit.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

NUMBER = re.compile(r"(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")
MARKS = {">": "out", "!": "err", "$": "command"}
ENVIRONMENT = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
AS_USER = """#!/bin/sh
[ "$(id -u)" -eq 0 ] || exec "$@"
# That user may not write counts of executed branches where the build wants them.
exec env -u LSAN_OPTIONS GCOV_PREFIX="$COUNTS" \\
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
"""


class Case:
    def __init__(self, line, paragraph):
        self.line, self.comments, self.status = line, [], 0
        self.command, self.out, self.err = [], [], []
        for text in paragraph:
            mark, rest = text[0], text[2:]
            if mark == "#":
                self.comments.append(text)
            elif mark == "=":
                self.status = int(rest)
            else:
                getattr(self, MARKS[mark]).append(rest)

    def text(self):
        lines = [*self.comments]
        for mark, name in (("$", "command"), (">", "out"), ("!", "err")):
            lines += [f"{mark} {text}".rstrip() for text in getattr(self, name)]
        return lines + ([f"= {self.status}"] if self.status else [])


def read_cases(path):
    """The paragraphs of a file; those without a command are remarks."""
    line = 1
    for paragraph in path.read_text().split("\n\n"):
        lines = paragraph.strip("\n").split("\n")
        yield Case(line, [text for text in lines if text])
        line += paragraph.count("\n") + 2


def lines_of(output):
    lines = output.decode(errors="replace").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def same_line(expected, actual):
    if "..." in expected:
        pattern = ".*".join(re.escape(part) for part in expected.split("..."))
        return re.fullmatch(pattern, actual) is not None
    left, right = NUMBER.split(expected), NUMBER.split(actual)
    if len(left) != len(right) or left[::2] != right[::2]:
        return False
    return all(a == b or abs(float(a) - float(b)) <= 1e-9 * abs(float(a))
               for a, b in zip(left[1::2], right[1::2]))


def same_lines(expected, actual):
    if not expected or not actual:
        return expected == actual or expected == ["..."]
    if expected[0] == "...":
        return any(same_lines(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return same_line(expected[0], actual[0]) and same_lines(expected[1:], actual[1:])


class Scratch:
    """The folder in which the cases of a file run."""

    def __init__(self, root, voi, example):
        self.work, programs = root / "work", root / "bin"
        self.work.mkdir()
        programs.mkdir()
        root.chmod(0o755)
        shutil.copy(voi, programs / "voi")
        (programs / "as_user").write_text(AS_USER)
        (programs / "as_user").chmod(0o755)
        counts = programs / "counts"
        counts.mkdir()
        counts.chmod(0o777)
        for file in example.glob("*.csv"):
            shutil.copy(file, self.work)
        (self.work / "kept").write_text("old\n")
        self.environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        self.environment |= {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C",
                             "COUNTS": str(counts)}

    def run(self, command):
        done = subprocess.run(["sh", "-c", command], cwd=self.work, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        return done.returncode, lines_of(done.stdout), lines_of(done.stderr)

    def files(self):
        return {path.name: path.read_bytes() for path in self.work.iterdir() if path.is_file()}


def broken_contract(scratch, command):
    """What a failing command does that none may do, in words; None where it behaves."""
    if not re.fullmatch(r"voi (?!check )[^|<>&;]*", command):
        return None
    elsewhere = [] if "--output" in command else [command + " --output kept"]
    for words in [command, *elsewhere]:
        before = scratch.files()
        status, out, err = scratch.run(words)
        if status not in (1, 2) or out or len(err) != 1 or not err[0].startswith("voi: "):
            return f"{words}: a failure is one line on standard error: {status}, {out}, {err}"
        if scratch.files() != before:
            return f"{words}: a failure touches no file"
    return None


def run_case(case, scratch, update):
    """What is wrong, in lines; the case itself is brought up to date with `update`."""
    command = "\n".join(case.command)
    status, out, err = scratch.run(command)
    if update:
        if not (status == case.status and same_lines(case.out, out) and same_lines(case.err, err)):
            case.status, case.out, case.err = status, out, err
        return []
    wrong = []
    if status != case.status:
        wrong.append(f"exit status {status}, expected {case.status}")
    for what, expected, actual in (("output", case.out, out), ("error", case.err, err)):
        if not same_lines(expected, actual):
            wrong += [f"standard {what}:", *actual, "expected:", *expected]
    broken = broken_contract(scratch, case.command[-1]) if status else None
    return wrong + ([broken] if broken else [])


def run_file(path, options):
    failures = 0
    cases = list(read_cases(path))
    with tempfile.TemporaryDirectory() as folder:
        scratch = Scratch(pathlib.Path(folder), options.voi, options.example)
        for case in cases:
            wrong = run_case(case, scratch, options.update) if case.command else []
            if wrong:
                failures += 1
                print(f"{path}:{case.line}: {case.command[-1]}")
                print("\n".join("    " + text for text in wrong))
    if options.update:
        path.write_text("\n\n".join("\n".join(case.text()) for case in cases) + "\n")
    print(f"{path.name}: {sum(1 for case in cases if case.command)} cases, {failures} failed")
    return failures


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("voi", type=pathlib.Path)
    parser.add_argument("example", type=pathlib.Path)
    parser.add_argument("cases", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    return 1 if sum(run_file(path, options) for path in options.cases) else 0


if __name__ == "__main__":
    sys.exit(main())
