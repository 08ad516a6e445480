#!/usr/bin/env python3
"""Opens the report of the shipped example in a browser and uses it: browser_test.py VOI EXAMPLE.

Fails on any error or message of the console and on any request beyond the page itself. Exits with
77, "skipped", where no browser is installed.
"""
import pathlib
import subprocess
import sys
import tempfile

import chromium

SKIPPED = 77
ARROW_RIGHT, PAGE_UP = ("ArrowRight", 39), ("PageUp", 33)

# The words of the page, blanks apart.
WORDS = "document.querySelector('main').innerText.replace(/\\s+/g, '')"
MOVE = """(i => { const slider = document.getElementById('slider'); slider.value = i;
          slider.dispatchEvent(new Event('input')); })"""

# The lowest contrast of a text to what is behind it, by the formula of WCAG 2.
CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => {
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = colour => rgb(colour).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!colour.endsWith(', 0)')) return colour;
    }
  };
  let worst = [99, ''];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || element.closest('script') || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const a = light(element.closest('svg') ? style.fill : style.color);
    const b = light(behind(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst[0]) worst = [ratio, element.textContent.slice(0, 60)];
  }
  return worst;
})()"""

failures = []


def check(what, passed, seen=None):
    if not passed:
        failures.append(f"{what}: {seen!r}")


def write_report(voi, example, folder, *options):
    page = pathlib.Path(folder) / "report.html"
    command = [voi, "report", "--costs", example / "costs.csv", "--effects",
               example / "effects.csv", "--params", example / "params.csv", "--wtp",
               "20000,0:50000:500", "--pop", "30000", "--time", "10", "--currency", "£",
               "--output", page, *options]
    subprocess.run(command, check=True)
    return page.as_uri()


def test_slider(browser):
    before = browser.evaluate(WORDS)
    browser.evaluate(f"{MOVE}(document.getElementById('slider').value)")
    check("the script writes what the page had", browser.evaluate(WORDS) == before,
          browser.evaluate(WORDS))
    evpi = "document.querySelector('[data-sentence=card-evpi]').textContent"
    mark = "document.querySelector('[data-chart=evpi] .mark path').getAttribute('d')"
    first, first_mark = browser.evaluate(evpi), browser.evaluate(mark)
    browser.evaluate("document.getElementById('slider').focus()")
    browser.press(*ARROW_RIGHT)
    check("an arrow key moves k by one step", browser.evaluate(
        "document.querySelector('#control output').textContent") == "£20,500")
    browser.press(*PAGE_UP)
    check("the EVPI changes", browser.evaluate(evpi) != first, first)
    check("the line in a chart moves", browser.evaluate(mark) != first_mark, first_mark)
    check("the sentence has the card's number", browser.evaluate(
        f"document.querySelector('[data-sentence=evpi]').textContent.includes({evpi})"))
    browser.evaluate("document.getElementById('reset').click()")
    check("the way back leads back", browser.evaluate(WORDS) == before)


def test_every_position(browser):
    odd = browser.evaluate(f"""(() => {{
      const found = [];
      for (let i = 0; i <= +document.getElementById('slider').max; i++) {{
        {MOVE}(i);
        const words = document.body.innerText.match(/NaN|undefined|null|Infinity|[{{}}]/);
        if (words) found.push([i, words[0]]);
      }}
      {MOVE}(40);
      return found;
    }})()""")
    check("every position has numbers", odd == [], odd)


def test_reading(browser):
    where = """(() => {{ const plot = document.querySelector('[data-chart={0}] .plot');
      plot.scrollIntoView({{block: 'center'}}); const box = plot.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2]; }})()"""
    tip = """(() => {{ const tip = document.querySelector('[data-chart={0}] .tip');
      return tip.hidden ? '' : tip.textContent; }})()"""
    for chart, word in (("ceac", "Telemonitoring"), ("evpi", "EVPI"), ("evppi-k", "log_rr_tele"),
                        ("loss", "Both"), ("ceaf", "Both")):
        browser.point(*browser.evaluate(where.format(chart)))
        text = browser.evaluate(tip.format(chart))
        check(f"pointing at {chart} reads it off", "At £" in text and word in text, text)
    browser.evaluate("document.querySelector('[data-chart=ceac] .plot').focus()")
    browser.press(*ARROW_RIGHT)
    first = browser.evaluate(tip.format("ceac"))
    browser.press(*ARROW_RIGHT)
    second = browser.evaluate(tip.format("ceac"))
    check("keys read off a chart", first != "" and first != second, (first, second))


def test_looks(browser):
    for width in (390, 1280):
        for dark in (False, True):
            browser.look(width, dark)
            wide = browser.evaluate("document.documentElement.scrollWidth")
            check(f"{width} pixels are wide enough", wide <= width, wide)
            ratio, text = browser.evaluate(CONTRAST)
            check(f"contrast ({width}, dark {dark})", ratio >= 4.5, (ratio, text))
    browser.look(700, paper=True)
    check("paper has no slider", browser.evaluate(
        "getComputedStyle(document.getElementById('control')).display") == "none")
    browser.look(1280)


def test_without_script(browser, url):
    browser.open(url)
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(url)
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    check("no slider that does nothing", browser.evaluate(
        "document.getElementById('control').getClientRects().length") == 0)
    check("the page is whole without its script", "£714" in browser.evaluate(WORDS))


def main():
    voi, example = sys.argv[1], pathlib.Path(sys.argv[2])
    path = chromium.find()
    if not path:
        print("skipped: no Chromium is installed (Debian package chromium)")
        return SKIPPED
    browser = chromium.Browser(path)
    try:
        with tempfile.TemporaryDirectory() as folder:
            browser.look(1280)
            harm = "</title><script>document.title='harmed'</script><img src=x onerror=alert(1)>"
            browser.open(write_report(voi, example, folder, "--title", harm))
            check("a title is only text", browser.evaluate("document.title") == harm)
            url = write_report(voi, example, folder)
            browser.open(url)
            test_slider(browser)
            test_every_position(browser)
            test_reading(browser)
            test_looks(browser)
            test_without_script(browser, url)
            elsewhere = [request for request in browser.requests if request != url]
            check("nothing else is asked for", elsewhere == [], elsewhere)
            check("the console is empty", browser.troubles == [], browser.troubles)
    finally:
        browser.close()
    print("\n".join(failures) if failures else "the report works in a browser")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
