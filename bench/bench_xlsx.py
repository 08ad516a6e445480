#!/usr/bin/env python3
"""How fast a workbook is read: cells a second of the whole process `voi evpi`, beside openpyxl's
read-only mode where Python has it, in one run.

    bench/bench_xlsx.py BUILD_DIR [ROWS]      100,000 rows of 10 random numbers when none is given
"""
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import zipfile

COLUMNS = 10
RUNS = 5
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>')
WORKBOOK = (f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>')


def relation(kind, target):
    return (f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{LINKS}/{kind}" Target="{target}"/></Relationships>')


def row_text(number, draw):
    cells = (f'<c r="{chr(65 + j)}{number}"><v>{20000 * draw.random()!r}</v></c>'
             for j in range(COLUMNS))
    return f'<row r="{number}">{"".join(cells)}</row>'


def write_workbook(path, rows):
    draw = random.Random(1)
    sheet = "".join(row_text(i, draw) for i in range(1, rows + 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", relation("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels",
                         relation("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml",
                         f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>')


def best_time(work, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def read_with_openpyxl(path):
    import openpyxl
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))


def main():
    voi = pathlib.Path(sys.argv[1]) / "voi"
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/numbers.xlsx"
        write_workbook(path, rows)
        ours = best_time(lambda: subprocess.run([voi, "evpi", "--nb", path, "--quiet"], check=True,
                                                stdout=subprocess.DEVNULL), RUNS)
        print(f"voi evpi on {rows * COLUMNS} cells: {rows * COLUMNS / ours / 1e6:.2f} million/s")
        try:
            theirs = best_time(lambda: read_with_openpyxl(path), 2)
        except ImportError:
            print("openpyxl is not installed: no comparison")
            return
        print(f"openpyxl: {rows * COLUMNS / theirs / 1e6:.2f} million/s; ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
