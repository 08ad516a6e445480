#!/usr/bin/env python3
"""Reads the report of the shipped example as a parser does: page_test.py VOI EXAMPLE.

Tags are closed in order, ids are unique and referred to rightly, headings descend by one level,
every table has a caption and every head a scope, drawings have names and descriptions, nothing
points outside the page, the script's data are JSON and have what the page asks them for. The same
command writes the same bytes, and tells its date and the digests of its files.
"""
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

EMPTY = {"meta", "input", "wbr", "img", "br", "link"}
OUTSIDE = {"src", "href", "action", "data", "poster", "srcset"}


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.elements, self.scripts = [], [], [], []
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]} closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)

    def all(self, tag):
        return [attrs for name, attrs, _ in self.elements if name == tag]

    def values(self, attribute):
        return [attrs[attribute] for _, attrs, _ in self.elements if attribute in attrs]


def check_references(page):
    ids = page.values("id")
    if len(ids) != len(set(ids)):
        yield f"ids are repeated: {ids}"
    referred = page.values("aria-labelledby") + page.values("for")
    referred += [link[1:] for link in page.values("href") if link.startswith("#")]
    for name in set(referred) - set(ids):
        yield f"nothing has the id {name}"
    for tag, attrs, _ in page.elements:
        for name in OUTSIDE & attrs.keys():
            if not attrs[name].startswith("#"):
                yield f"<{tag} {name}={attrs[name]}> points outside"


def check_structure(page):
    levels = [int(tag[1]) for tag, _, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    if levels[0] != 1 or levels.count(1) != 1:
        yield f"headings are {levels}"
    yield from (f"a heading of level {b} follows one of {a}"
                for a, b in zip(levels, levels[1:]) if b > a + 1)
    if len(page.all("caption")) != len(page.all("table")):
        yield "a table has no caption"
    yield from ("a table's head has no scope" for attrs in page.all("th") if "scope" not in attrs)
    for attrs in page.all("svg"):
        if attrs.get("role") != "img" or "aria-labelledby" not in attrs:
            yield f"a drawing has no name: {attrs}"
    if len(page.all("desc")) != len(page.all("svg")):
        yield "a drawing has no description"
    if page.all("html")[0].get("lang") != "en":
        yield "the page does not say its language"


def check_data(page):
    data = json.loads(page.scripts[0])
    count = len(data["facts"]["k"][1])
    for name, (_, column) in data["facts"].items():
        if len(column) != count:
            yield f"fact {name} has {len(column)} values for {count} positions"
    for name in page.values("data-sentence"):
        templates, choice = data["sentences"][name]
        if len(choice) != count or max(map(int, choice)) >= len(templates):
            yield f"sentence {name} has no template for a position"
    for column in ("probability", "expected_loss"):
        if [len(values) for values in data["strategies"][column]] != [count] * 4:
            yield f"{column} does not have a value for every strategy and position"
    rows = {int(value) for value in page.values("data-parameter")}
    if rows != set(data["parameters"]["rows"]):
        yield "the rows of parameters and their data differ"


def write_report(voi, example, folder):
    """The page as it is written where nobody says where, on the first day of 1970."""
    subprocess.run([voi, "report", "--costs", example / "costs.csv", "--effects",
                    example / "effects.csv", "--params", example / "params.csv", "--wtp",
                    "20000,0:50000:500"], check=True, cwd=folder,
                   env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
    return (pathlib.Path(folder) / "report.html").read_text(encoding="utf-8")


def check_made(text, again):
    if text != again:
        yield "the same command writes another page"
    if "<th scope=\"row\">date</th><td>1970-01-01</td>" not in text:
        yield "the date is not that of SOURCE_DATE_EPOCH"
    if len(re.findall(r'<td class="hash">[0-9a-f]{64}</td>', text)) != 3:
        yield "a digest of a file is missing"
    if len(text.encode()) > 2_000_000:
        yield "the page is larger than 2 MB"


def main():
    voi, example = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        text, again = (write_report(voi, example, folder) for _ in range(2))
    page = Page(text)
    faults = page.faults + list(check_made(text, again))
    for check in (check_references, check_structure, check_data):
        faults += check(page)
    print("\n".join(faults) if faults else f"the page is sound: {len(page.elements)} elements")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
