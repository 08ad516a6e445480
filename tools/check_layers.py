#!/usr/bin/env python3
"""Checks that #includes go one way: a folder of src/ uses only those before it in LAYERS.

The command and the tests' programs for users see include/voi.h alone. Prints each offence as
file:line and exits 1 when there is one.
"""
import pathlib
import re
import sys

LAYERS = ["core", "math", "kernels", "data", "fit", "studies", "measures", "model", "render"]
INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')


def offence(path, target):
    """Why the file at `path` (relative to the root) must not include `target`; None if it may."""
    parts = path.parts
    if target in ("voi.h", "voi_report.h", "voi_study.h", "voi_tools.h"):
        return None
    if parts[0] == "cli":
        return None if "/" not in target else "the command sees voi.h and its own headers alone"
    if parts[0] != "src":
        return None
    folder = target.split("/")[0]
    if "/" not in target or folder not in LAYERS:
        return "includes are written from src/, as in \"core/error.h\""
    if LAYERS.index(folder) > LAYERS.index(parts[1]):
        return f"{parts[1]} must not use {folder}"
    return None


def duplicate_names(files):
    seen = {}
    for path in files:
        other = seen.setdefault(path.name, path)
        if other != path:
            yield f"{path}:1: the file name is taken by {other}"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    files = sorted(p.relative_to(root) for top in ("src", "cli", "include")
                   for p in (root / top).rglob("*.[ch]"))
    offences = list(duplicate_names(files))
    for path in files:
        for number, line in enumerate((root / path).read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            reason = match and offence(path, match.group(1))
            if reason:
                offences.append(f"{path}:{number}: {match.group(1)}: {reason}")
    print("\n".join(offences) if offences else f"layers: {len(files)} files keep the order")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
