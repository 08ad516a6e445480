"use strict";
/* Moves the page to another willingness to pay, and reads off its curves. All numbers were computed
 * before: a position of the slider is an index into the columns of the data element. Amounts are
 * written by the same rules as amount.c's, so that a value looks the same before and after. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const ks = data.facts.k[1];
  const strategies = data.strategies;
  const parameters = data.parameters;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* ---- Amounts ---- */

  const GAP = "\u00a0", MINUS = "\u2212", DASH = "\u2013";
  const SCALES = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]];

  function group(digits) {
    const [whole, rest] = digits.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return rest === undefined ? grouped : grouped + "." + rest;
  }

  function signed(value, prefix, write) {
    if (value === null || !Number.isFinite(value)) {
      return DASH;
    }
    return (value < 0 ? MINUS : "") + prefix + write(Math.abs(value));
  }

  function plain(size) {
    if (size === 0) {
      return "0";
    }
    if (size >= 1e15 || size < 1e-6) {
      return size.toExponential(2);
    }
    let decimals = size >= 100 ? 0 : size >= 1 ? 2 : 3;
    for (let scaled = size; scaled < 0.1 && decimals < 9; scaled *= 10) {
      decimals++;
    }
    return group(size.toFixed(decimals));
  }

  function inWords(size) {
    const scale = SCALES.find(([least]) => size >= least);
    if (!scale || size >= 1e15) {
      return plain(size);
    }
    const scaled = size / scale[0];
    return scaled.toFixed(scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2) + GAP + scale[1];
  }

  function fixed(value, decimals) {
    const nothing = value !== null && Math.abs(value) < 0.5 * 10 ** -decimals;
    return signed(nothing ? 0 : value, data.currency, size => group(size.toFixed(decimals)));
  }

  function percent(p) {
    if (p === null) {
      return DASH;
    }
    const words = p <= 0 ? "0" : p >= 1 ? "100" : p < 0.001 ? "<0.1" : p > 0.999 ? ">99.9"
      : (100 * p).toFixed(p < 0.1 || p > 0.9 ? 1 : 0);
    return words + GAP + "%";
  }

  /* Up to ten digits, as the given values of k are. */
  const amountOfK = k => signed(k, data.currency, size => group(String(+size.toPrecision(10))));
  const money = value => signed(value, data.currency, plain);
  const words = value => signed(value, data.currency, inWords);

  const writers = {
    place: k => `At ${amountOfK(k)} per unit of effect, `,
    money,
    words,
    percent,
    strategy: d => d === null ? DASH : strategies.names[d],
    parameter: p => p === null ? DASH : parameters.names[p],
    count: n => group(String(n)),
  };

  /* ---- The page at a position ---- */

  const fact = (name, i) => data.facts[name][1][i];
  const written = (name, i) => writers[data.facts[name][0]](fact(name, i));

  /* A name as models have them, log_rr_tele, may be broken after an underscore, names that are
   * joined after a comma. */
  function breakable(name) {
    const pieces = name.split(/(?<=[_,])/);
    return pieces.flatMap((piece, n) => n ? [document.createElement("wbr"), piece] : [piece]);
  }

  /* The template that is true at i, its facts filled in; those with a star stand out. */
  function say(element, i) {
    const [templates, choice] = data.sentences[element.dataset.sentence];
    const pieces = templates[+choice[i]].split(/\{(\*?)(\w+)\}/);
    const nodes = [pieces[0]];
    for (let at = 1; at < pieces.length; at += 3) {
      const words = breakable(written(pieces[at + 1], i));
      if (pieces[at]) {
        const strong = document.createElement("b");
        strong.append(...words);
        nodes.push(strong);
      } else {
        nodes.push(...words);
      }
      nodes.push(pieces[at + 2]);
    }
    element.replaceChildren(...nodes);
  }

  function fillRow(row, values) {
    for (const cell of all("[data-value]", row)) {
      cell.textContent = values[cell.dataset.value];
    }
  }

  function showStrategies(i) {
    const best = fact("best", i);
    for (const row of all("[data-strategy]")) {
      const d = +row.dataset.strategy;
      const benefit = ks[i] * strategies.effect[d] - strategies.cost[d];
      const difference = fact("evpi", i) - strategies.expected_loss[d][i];
      row.classList.toggle("best", d === best);
      fillRow(row, {
        benefit: fixed(benefit, data.costDecimals),
        difference: d === best ? "best" : fixed(difference, data.decimals),
        probability: percent(strategies.probability[d][i]),
      });
    }
  }

  function stretch(bar, left, right, full) {
    bar.style.left = `${100 * left / full}%`;
    bar.style.width = `${100 * (right - left) / full}%`;
  }

  function showParameters(i) {
    const rows = all("[data-parameter]");
    const evpi = fact("evpi", i);
    const full = evpi || 1;
    const entries = rows.map(row => {
      const n = parameters.rows.indexOf(+row.dataset.parameter);
      return {row, p: +row.dataset.parameter, value: parameters.evppi[n][i],
              low: parameters.ci_low[n][i], high: parameters.ci_high[n][i]};
    });
    entries.sort((a, b) => b.value - a.value || a.p - b.p);
    for (const {row, value, low, high} of entries) {
      fillRow(row, {
        evppi: fixed(value, data.decimals),
        interval: `${fixed(low, data.decimals)} to ${fixed(high, data.decimals)}`,
        share: percent(evpi > 0 ? value / evpi : 0),
        population: words(value * data.persons),
      });
      const whisker = row.querySelector(".whisker"), end = Math.min(high, full);
      stretch(row.querySelector(".fill"), 0, value, full);
      stretch(whisker, low, end, full);
      whisker.hidden = end - low < 0.002 * full;
      row.parentNode.append(row);
    }
  }

  /* Room that the label of a line needs on its right. */
  const LABEL_WIDTH = 72;

  /* A drawing's frame: left, right, bottom, top in pixels, and the axes' values there. */
  const frameOf = svg => svg.dataset.frame.split(" ").map(Number);

  function slopeInside(f, k) {
    const at = y => k > 0 ? y / k : y < 0 ? -Infinity : Infinity;
    const from = Math.max(f[4], at(f[6])), to = Math.min(f[5], at(f[7]));
    const x = v => f[0] + (v - f[4]) / (f[5] - f[4]) * (f[1] - f[0]);
    const y = v => f[2] + (v - f[6]) / (f[7] - f[6]) * (f[3] - f[2]);
    return [x(from), y(k * from), x(to), y(k * to)];
  }

  function moveMarks(i) {
    for (const mark of all(".mark")) {
      const f = frameOf(mark.ownerSVGElement);
      const x = f[0] + (ks[i] - f[4]) / (f[5] - f[4]) * (f[1] - f[0]);
      const slope = mark.dataset.mark === "slope";
      const line = slope ? slopeInside(f, ks[i]) : [x, f[2], x, f[3]];
      const left = line[2] > f[1] - LABEL_WIDTH;
      const text = mark.querySelector("text");
      mark.querySelector("path").setAttribute("d", `M${line[0]} ${line[1]}L${line[2]} ${line[3]}`);
      text.setAttribute("x", line[2] + (left ? -6 : 6));
      text.setAttribute("y", line[3] + (left && slope ? -4 : 12));
      text.setAttribute("text-anchor", left ? "end" : "start");
      text.textContent = amountOfK(ks[i]);
    }
  }

  const slider = document.getElementById("slider");

  function show(i) {
    slider.value = i;
    slider.setAttribute("aria-valuetext", amountOfK(ks[i]));
    document.getElementById("reset").disabled = i === data.here;
    all("[data-k]").forEach(element => { element.textContent = amountOfK(ks[i]); });
    all("[data-sentence]").forEach(element => say(element, i));
    showStrategies(i);
    if (parameters) {
      showParameters(i);
    }
    moveMarks(i);
  }

  /* ---- Reading off the curves ---- */

  const byStrategy = column => i => strategies.names.map((name, d) => ({
    name, series: d, value: strategies[column][d][i]}));

  function leadingParameters(i) {
    const lines = parameters.rows.slice(0, 5).map((p, n) => ({
      name: parameters.names[p], series: n, value: parameters.evppi[n][i]}));
    return lines.sort((a, b) => b.value - a.value);
  }

  /* What each chart over k tells at a position, and how its values are written. */
  const readings = {
    ceac: [byStrategy("probability"), percent],
    ceaf: [i => [{name: written("best", i), series: fact("best", i), value: fact("p_best", i)}],
           percent],
    loss: [byStrategy("expected_loss"), money],
    evpi: [i => [{name: "EVPI", series: 0, value: fact("evpi", i)},
                 {name: "from", value: fact("low", i)}, {name: "to", value: fact("high", i)}],
           money],
    "evppi-k": [leadingParameters, money],
  };

  function tell(tip, read, write, i) {
    const lines = read(i).slice(0, 12).map(({name, series, value}) => {
      const line = document.createElement("span");
      const chip = document.createElement("i");
      const number = document.createElement("b");
      chip.className = series === undefined ? "chip" : `chip s${series % 8}`;
      number.textContent = write(value);
      line.append(chip, `${name} `, number);
      return line;
    });
    const head = document.createElement("span");
    head.textContent = `At ${amountOfK(ks[i])}`;
    tip.replaceChildren(head, ...lines);
  }

  function nearest(k) {
    let low = 0, high = ks.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (ks[middle] < k) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return k - ks[low] <= ks[high] - k ? low : high;
  }

  /* The drawing that the width of the page shows, of the two there are. */
  const shownIn = plot => all("svg", plot).find(svg => svg.getBoundingClientRect().width > 0);

  /* Where the line and the note of a chart go, in pixels of the page, for a position. */
  function placeReading(plot, line, tip, i) {
    const svg = shownIn(plot);
    const f = frameOf(svg), box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    const x = scale * (f[0] + (ks[i] - f[4]) / (f[5] - f[4]) * (f[1] - f[0]));
    const left = x + 12 + tip.offsetWidth > box.width ? x - 12 - tip.offsetWidth : x + 12;
    line.style.left = `${x}px`;
    line.style.top = `${scale * f[3]}px`;
    line.style.height = `${scale * (f[2] - f[3])}px`;
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${scale * f[3] + 8}px`;
  }

  function positionUnder(plot, event) {
    const svg = shownIn(plot);
    const f = frameOf(svg), box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
    return nearest(f[4] + (x - f[0]) / (f[1] - f[0]) * (f[5] - f[4]));
  }

  function addHidden(plot, name) {
    const element = document.createElement("div");
    element.className = name;
    element.hidden = true;
    plot.append(element);
    return element;
  }

  /* Pointing at a chart or moving along it by keys reads it off; a click or Enter moves the page
   * there. */
  function makeReadable(plot, [read, write]) {
    const line = addHidden(plot, "cursor"), tip = addHidden(plot, "tip");
    let at = null;
    const readAt = i => {
      at = i;
      line.hidden = tip.hidden = i === null;
      if (i !== null) {
        tell(tip, read, write, i);
        placeReading(plot, line, tip, i);
      }
    };
    tip.setAttribute("role", "status");
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", "Chart: left and right arrow keys read off its values");
    plot.addEventListener("pointermove", event => readAt(positionUnder(plot, event)));
    plot.addEventListener("pointerleave", () => readAt(null));
    plot.addEventListener("blur", () => readAt(null));
    addEventListener("resize", () => readAt(null));
    plot.addEventListener("click", event => show(positionUnder(plot, event)));
    plot.addEventListener("keydown", event => {
      const steps = {ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10};
      if (event.key in steps) {
        const to = at === null ? +slider.value : at + steps[event.key];
        readAt(Math.min(Math.max(to, 0), ks.length - 1));
        event.preventDefault();
      } else if (event.key === "Enter" && at !== null) {
        show(at);
      } else if (event.key === "Escape") {
        readAt(null);
      }
    });
  }

  document.getElementById("control").hidden = false;
  document.getElementById("reset").addEventListener("click", () => show(data.here));
  slider.addEventListener("input", () => show(+slider.value));
  slider.setAttribute("aria-valuetext", amountOfK(ks[data.here]));
  document.getElementById("reset").disabled = true;
  for (const figure of all("figure")) {
    if (figure.dataset.chart in readings) {
      makeReadable(figure.querySelector(".plot"), readings[figure.dataset.chart]);
    }
  }
})();
