/** Curves with their bands of 50 and 90 %, always with a table beside them (courbes). */
import { indicator } from "./catalogue.js";
import { afar, fill, h, s, select, table, unfolded } from "./dom.js";
import { t } from "./i18n.js";
import { measured, number } from "./numbers.js";

const WHOLE = 3;  // series drawn with both their bands: more of them would hide each other
const DASH = [[], [8, 4], [2, 4], [10, 3, 2, 3], [14, 4], [4, 2], [1, 3], [6, 6]];
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const LIGHT = ["#0072b2", "#a84300", "#00785a", "#9c3f78", "#5c5c00", "#2f6f9e", "#444444", "#7a1fa2"];

/** Return the years of the points of a result. */
const timesOf = (result, name, first) => result.times || result.curves[name].median.map((_, k) => first + k);

/** Return the rows of a plot: times, then of each series its bands and its median. */
function rowsOf(times, series) {
  const bands = series.length <= WHOLE ? ["high90", "low90", "high50", "low50"] : ["high50", "low50"];
  return [times, ...series.flatMap(({ curve }) => [...bands, "median"].map((name) => curve[name].map((v) => v ?? null)))];
}

/** Return a plot of series [{label, curve, k}] over times; its `set(times, series)` draws others of as many in place. */
function plot(times, series, what, height = 260) {
  const el = h("div", { class: "plot", role: "img", "aria-label": t("curve.label", { what: what.label }) });
  const drawn = [{}], bands = [], edge = () => drawn.push({ stroke: "transparent", width: 0, points: { show: false } });
  for (const { k } of series) {
    const colour = LIGHT[k % 8], at = drawn.length;
    if (series.length <= WHOLE) { edge(); edge(); bands.push({ series: [at, at + 1], fill: `${colour}22` }); }
    const mid = drawn.length;
    edge(); edge();
    bands.push({ series: [mid, mid + 1], fill: `${colour}${series.length > WHOLE ? "26" : "44"}` });
    drawn.push({ stroke: colour, width: 2.5, dash: DASH[k % 8], points: { show: times.length < 12, size: 6 } });
  }
  const big = afar(), tall = big ? 400 : height, font = `${big ? 24 : 13}px ${token("--font")}`;
  let data = rowsOf(times, series), most = 0, chart = null;
  const measure = () => { most = data.slice(1).flat().filter(Number.isFinite).reduce((a, v) => Math.max(a, Math.abs(v)), 0); };
  measure();
  const options = {
    width: 400, height: tall, series: drawn, bands, padding: [null, big ? 36 : 20, null, null], legend: { show: false }, cursor: { show: false }, scales: { x: { time: false } },
    axes: [
      { font, stroke: "#1d2a2e", size: big ? 50 : 32, grid: { stroke: "#e3e7e6", width: 1 }, incrs: [1, 2, 5, 10, 20, 50], values: (u, ticks) => ticks.map((v) => (Number.isInteger(v) ? String(v) : "")) },
      { font, stroke: "#1d2a2e", size: big ? 130 : 72, grid: { stroke: "#e3e7e6", width: 1 }, values: (u, ticks) => ticks.map((v) => (what.unit === "share" ? measured(v, what, { unit: false }) : number(v, most < 10 ? 2 : ticks.some((one) => !Number.isInteger(one)) ? 1 : 0))) },
    ],
  };
  requestAnimationFrame(() => {
    if (!window.uPlot || !el.isConnected) return;
    chart = new window.uPlot({ ...options, width: Math.max(200, el.clientWidth - 10) }, data, el);
    new ResizeObserver(() => { const width = el.clientWidth - 10; if (width > 150 && Math.abs(width - chart.width) > 2) chart.setSize({ width, height: tall }); }).observe(el);
  });
  el.set = (otherTimes, others) => { data = rowsOf(otherTimes, others); measure(); chart?.setData(data); };
  return el;
}

/** Return the numbers of curves as the rows of a table. */
function numbersOf(times, series, what) {
  const many = series.length > 1, among = series.flatMap(({ curve }) => curve.high90);
  const said = (v) => measured(v, what, { among }), range = (a, b) => `${measured(a, what, { unit: false, among })} – ${said(b)}`;
  return series.flatMap(({ label, curve }) => times.map((year, k) => [
    many ? `${label}, ${write(year)}` : write(year), said(curve.median[k]), range(curve.low50[k], curve.high50[k]), range(curve.low90[k], curve.high90[k]),
  ]));
}

/** Return a short piece of the line of a series, with its colour and its dashes. */
const stroke = (k) => s("svg", { width: 36, height: 12, viewBox: "0 0 36 12", "aria-hidden": "true" }, s("line", { x1: 0, x2: 36, y1: 6, y2: 6, stroke: `var(--g${(k % 8) + 1})`, "stroke-width": 4, "stroke-dasharray": DASH[k % 8].join(" ") || "none" }));

const write = (year) => (Number.isInteger(year) ? String(year) : number(year, 1).replace("\u202f", ""));

let chosen = "";  // the indicator looked at: it stays from turn to turn and from preview to result

/** Return a card with a choice of indicator over one or more results: rows of {label, result, k}.
 * Its `update(rows)` shows other results in place, and says whether it could. */
export function curvePanel(title, rows, first, names, note) {
  const known = names.filter((name) => rows.every((row) => row.result.curves?.[name]));
  const state = { name: known.includes(chosen) ? chosen : known[0] }, body = h("div", {}), about = (list) => JSON.stringify(list.map(({ result, k }) => [k, timesOf(result, state.name, first), Object.keys(result.curves)]));
  let lines = null, shown = [];
  const grid = unfolded(t("as.table"), () => table(shown[2].label, [t("curve.year"), t("curve.median"), t("curve.half"), t("curve.most")], numbersOf(...shown), [1, 2, 3]));
  if (!known.length) return h("section", { class: "card" }, h("h3", {}, title), h("p", {}, t("curve.none")));
  const pick = select({ "aria-label": t("map.what"), onchange: () => { state.name = chosen = pick.value; draw(); } }, known.map((name) => [name, indicator(name).label]), state.name);
  function draw(anew = true) {
    const what = indicator(state.name), times = timesOf(rows[0].result, state.name, first);
    const series = rows.map(({ label, result, k }) => ({ label, k, curve: result.curves[state.name] }));
    const seeds = rows[0].result.seeds;
    shown = [times, series, what];
    if (anew) lines = plot(...shown); else lines.set(times, series);
    grid.refresh();
    fill(body, lines,
      h("ul", { class: "legend" }, series.map(({ label, k }) => h("li", {}, stroke(k), label)),
        h("li", {}, seeds > 1 ? t(series.length > WHOLE ? "curve.band" : "curve.bands", { n: number(seeds) }) : t("curve.single"))),
      what.definition ? h("p", { class: "help" }, what.definition) : null, grid.el);
  }
  draw();
  const el = h("section", { class: "card" }, h("h3", {}, title), note ? h("p", { class: "note warn" }, note) : null, h("div", { class: "row" }, pick), body);
  el.update = (others) => {
    if (about(others) !== about(rows)) return false;
    rows = others;
    draw(false);
    return true;
  };
  return el;
}
