#!/usr/bin/env python3
"""Holds the limits of size: files, functions, lines, arguments, branches. No exceptions list.

The sources are laid out by clang-format, so a function starts at a line in the first column and
ends at the next "}" there. Prints each offence as file:line and exits 1 when there is one.
"""
import pathlib
import re
import sys

FILE_LINES = 500
FUNCTION_LINES = 60
LINE_LENGTH = 100
ARGUMENTS = 7
COMPLEXITY = 15

BRANCH = re.compile(r"\b(?:if|for|while|case)\b|&&|\|\||\?")
LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|//.*|/\*.*?\*/')
HEAD = re.compile(r"([A-Za-z_]\w*)\((.*)\)$", re.S)


def strip_literals(text):
    """The code without texts and comments; line numbers stay."""
    def blank(match):
        return "\n" * match.group(0).count("\n")
    text = re.sub(r"/\*.*?\*/", blank, text, flags=re.S)
    return LITERAL.sub("", text)


def argument_count(arguments):
    depth, count = 0, 1
    for char in arguments:
        depth += char in "([" or -(char in ")]")
        count += char == "," and depth == 0
    return 0 if arguments.strip() in ("", "void") else count


def functions(lines):
    """(name, arguments, first line, last line) of every function body, counted from 1."""
    for start, line in enumerate(lines):
        if line != "{":
            continue
        head = start - 1
        while head > 0 and lines[head - 1] and lines[head - 1][0] not in "#}/":
            head -= 1
        end = next((i for i in range(start, len(lines)) if lines[i].startswith("}")), start)
        match = HEAD.search(" ".join(lines[head:start]).strip())
        if match:
            yield match.group(1), match.group(2), head + 1, end + 1


def offences(path, text):
    raw = text.splitlines()
    if len(raw) > FILE_LINES:
        yield 1, f"{len(raw)} lines; the limit is {FILE_LINES}"
    for number, line in enumerate(raw, 1):
        if len(line) > LINE_LENGTH:
            yield number, f"{len(line)} characters; the limit is {LINE_LENGTH}"
    if path.suffix not in (".c", ".h"):
        return
    lines = strip_literals(text).split("\n")
    for name, arguments, first, last in functions(lines):
        if last - first + 1 > FUNCTION_LINES:
            yield first, f"{name}: {last - first + 1} lines; the limit is {FUNCTION_LINES}"
        if argument_count(arguments) > ARGUMENTS:
            yield first, f"{name}: {argument_count(arguments)} arguments; at most {ARGUMENTS}"
        complexity = 1 + len(BRANCH.findall("\n".join(lines[first - 1:last])))
        if complexity > COMPLEXITY:
            yield first, f"{name}: complexity {complexity}; the limit is {COMPLEXITY}"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    tops = ("include", "src", "cli", "tests", "bench", "examples", "tools")
    suffixes = {".c", ".h", ".cpp", ".js", ".css", ".py", ".sh"}
    files = sorted(p for top in tops for p in (root / top).rglob("*") if p.suffix in suffixes)
    found = [f"{path.relative_to(root)}:{number}: {what}" for path in files
             for number, what in offences(path, path.read_text())]
    print("\n".join(found) if found else f"sizes: {len(files)} files keep the limits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
