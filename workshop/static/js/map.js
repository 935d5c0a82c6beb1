/** The map: places as circles on a canvas, invented ones hollow, read by click, arrow keys or as a table (carte). */
import { classOf, limits, sided } from "./classes.js";
import { indicator } from "./catalogue.js";
import { fill, h, select, table, unfolded } from "./dom.js";
import { both, t } from "./i18n.js";
import { measured, number } from "./numbers.js";
import { fitted, layer, names as named, outlines, scaleBar } from "./ground.js";

const RATIO = 0.68, PLAY = 900;  // height over width; ms a year
const INK = "#33474d";
const shades = (stem) => [0, 1, 2, 3, 4, 5].map((k) => getComputedStyle(document.documentElement).getPropertyValue(k ? `--${stem}${k}` : "--none").trim());

/** Return a map: {el, show({values, bounds, name, difference})}; land: places, outlines and credit, as the server gives them. */
export function canvasMap(land, title, height = RATIO, help = t("map.help")) {
  const { places } = land;
  const canvas = h("canvas", { tabindex: "0", role: "img" });
  const readout = h("p", { class: "readout", "aria-live": "polite" });
  const el = h("div", { class: "map" }, canvas, readout);
  let at = -1, now = { values: [], bounds: [], what: null, difference: false }, spots = [], under = null, over = null;
  const order = places.map((_, k) => k).sort((a, b) => places[b].population - places[a].population);

  function layout() {
    const width = Math.max(200, el.clientWidth || 300), tall = Math.round(width * height), dpr = devicePixelRatio || 1;
    canvas.width = width * dpr; canvas.height = tall * dpr;
    canvas.style.height = `${tall}px`;
    const fit = fitted(land, width, tall);
    const most = places.reduce((a, p) => Math.max(a, p.population), 1), top = Math.min(24, Math.max(11, width / 26));
    spots = places.map((p) => ({ x: fit.x(p.x), y: fit.y(p.y), r: Math.max(4, top * Math.sqrt(p.population / most)) }));
    under = layer(width, tall, dpr, (c) => { c.fillStyle = "#ffffff"; c.fillRect(0, 0, width, tall); outlines(c, land, fit); });
    over = layer(width, tall, dpr, (c) => { named(c, land, spots, width); scaleBar(c, fit, width, tall); });
    paint();
  }

  function paint() {
    const c = canvas.getContext("2d"), colours = shades(now.difference ? "d" : "c"), dpr = devicePixelRatio || 1;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.drawImage(under, 0, 0);
    c.setTransform(dpr, 0, 0, dpr, 0, 0);
    for (const k of order) {
      const { x, y, r } = spots[k], shade = colours[classOf(now.values[k], now.bounds)];
      c.beginPath(); c.arc(x, y, r, 0, 7);
      c.lineWidth = places[k].invented ? 3.5 : 1.2;
      c.fillStyle = places[k].invented ? "#ffffff" : shade;
      c.fill();
      if (places[k].invented) { c.strokeStyle = INK; c.stroke(); c.lineWidth = 2; c.strokeStyle = shade; }
      else c.strokeStyle = INK;
      c.stroke();
    }
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.drawImage(over, 0, 0);
    c.setTransform(dpr, 0, 0, dpr, 0, 0);
    if (at >= 0) { const { x, y, r } = spots[at]; c.beginPath(); c.arc(x, y, r + 4, 0, 7); c.lineWidth = 3; c.strokeStyle = "#1747c4"; c.stroke(); }
  }

  function choose(k) {
    at = k;
    const place = places[k];
    readout.textContent = t("map.place", {
      name: place.name, kind: place.invented ? t("map.invented") : "", people: number(place.population), what: now.what?.label || "",
      value: measured(now.values[k], now.what, { sign: now.difference }), k: classOf(now.values[k], now.bounds) || t("absent"),
    });
    paint();
  }

  canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const far = (k) => Math.hypot(spots[k].x - x, spots[k].y - y) - spots[k].r;
    const near = order.reduce((a, b) => (far(b) <= far(a) ? b : a));
    if (far(near) < 22) choose(near);
  });
  canvas.addEventListener("keydown", (event) => {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    if (at < 0) { choose(order[0]); return; }
    const ahead = (k) => { const dx = spots[k].x - spots[at].x, dy = spots[k].y - spots[at].y, on = dx * way[0] + dy * way[1]; return on > 0.5 ? on + 3 * Math.abs(dx * way[1] + dy * way[0]) : Infinity; };
    const next = order.reduce((a, b) => (ahead(b) < ahead(a) ? b : a));
    if (Number.isFinite(ahead(next))) choose(next);
  });
  new ResizeObserver(layout).observe(el);
  readout.textContent = help;

  /** Show values, one a place. */
  function show(given) {
    now = { difference: false, ...given };
    now.bounds = given.bounds || (now.difference ? sided(now.values) : limits(now.values));
    canvas.setAttribute("aria-label", t("map.label", { title, what: now.what?.label || "", n: places.length }));
    canvas.dataset.bounds = JSON.stringify(now.bounds);
    if (at >= 0) choose(at); else if (spots.length) paint();
    return now;
  }
  return { el, canvas, show, spots: () => spots };
}

/** Return the legend of a map: five classes with their limits, invented places, no value. */
export function legend({ bounds, what, difference, values }, invented) {
  const stem = difference ? "e" : "k", write = (v) => measured(v, what, { sign: difference, among: bounds });
  const known = values.filter(Number.isFinite);
  const words = bounds.length ? [0, 1, 2, 3, 4].map((k) => (k === 0 ? t("map.below", { v: write(bounds[0]) }) : k === 4 ? t("map.above", { v: write(bounds[3]) }) : t("map.between", { a: write(bounds[k - 1]), b: write(bounds[k]) })))
    : known.length ? [t("map.all", { v: write(known[0]) })] : [];
  return h("ul", { class: "legend", "aria-label": t("map.legend") },
    words.map((word, k) => h("li", {}, h("span", { class: `swatch ${stem}${k + 1}` }), `${k + 1}. ${word}`)),
    known.length < values.length ? h("li", {}, h("span", { class: "swatch k0" }), t("map.nothing")) : null,
    invented ? h("li", {}, h("span", { class: "swatch hollow" }), t("map.hollow")) : null);
}

/** Return where the places, towns and totals of a map come from. */
export const credit = (land) => (both(land.credit) ? h("p", { class: "help credit" }, t("map.credit", { source: both(land.credit) })) : null);

/** Return the values of a result for an indicator and year; of "population" the map's own. */
export function valuesOf(result, places, name, year) {
  if (name === "population" || !result?.map?.[name]) return places.map((p) => p.population);
  const { years, values } = result.map[name], k = Math.max(0, years.indexOf(year));
  return values[k].map((v) => (v === null ? NaN : v));
}

let chosen = "";  // the indicator looked at: it stays from turn to turn and from preview to result

/** Return a whole map with its choices: indicator, year, play, before and after, table.
 * Its `update(result, before)` shows another result in place, and says whether it could. */
export function mapPanel(land, title, result, { before = null } = {}) {
  const { places } = land, about = (one) => JSON.stringify(one?.map ? [Object.keys(one.map), Object.values(one.map)[0].years] : null);
  const names = result?.map ? Object.keys(result.map) : ["population"];
  const years = result?.map ? result.map[names[0]].years : [];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const state = { name: names.includes(chosen) ? chosen : names[0], k: Math.max(0, years.length - 1), side: "after" };
  const map = canvasMap(land, title), under = h("div", {}), grid = unfolded(t("as.table"), rows);
  const what = () => (state.name === "population" ? { label: t("map.population"), unit: "" } : indicator(state.name));
  const slider = h("input", { type: "range", id: "map-year", "data-view": true, min: 0, max: Math.max(0, years.length - 1), "aria-label": t("map.year"), oninput: () => { state.k = Number(slider.value); draw(); } });
  const year = h("strong", {}), play = h("button", { type: "button", onclick: toggle }, t("map.play"));
  let timer = null;
  function toggle() {
    if (timer) { clearInterval(timer); timer = null; play.textContent = t("map.play"); return; }
    if (state.k >= years.length - 1) state.k = -1;
    const on = () => { state.k += 1; slider.value = state.k; draw(); if (state.k >= years.length - 1 && timer) toggle(); };
    if (still.matches) { on(); return; }
    play.textContent = t("map.pause");
    timer = setInterval(on, PLAY);
  }
  function draw() {
    const all = years.flatMap((one) => valuesOf(result, places, state.name, one));
    const after = valuesOf(result, places, state.name, years[state.k]);
    const first = before?.map ? valuesOf(before, places, state.name, before.map[state.name]?.years.at(-1)) : valuesOf(result, places, state.name, years[0]);
    const difference = state.side === "difference";
    const values = difference ? after.map((v, k) => v - first[k]) : state.side === "before" ? first : after;
    const seen = map.show({ values, what: what(), difference, bounds: difference ? undefined : limits(all.length ? all : after) });
    year.textContent = years.length && state.side === "after" ? t("map.at", { year: years[state.k] }) : "";
    fill(under, legend(seen, places.some((p) => p.invented)), result?.map ? null : h("p", { class: "help" }, t(result ? "map.without" : "map.early")));
    state.seen = seen;
    grid.refresh();
  }
  function rows() {
    const { values, bounds, difference } = state.seen;
    return table(what().label, [t("map.commune"), t("map.population"), what().label, t("map.class")],
      places.map((p, k) => [p.invented ? `${p.name} (${t("map.invented")})` : p.name, number(p.population), measured(values[k], what(), { sign: difference, among: values }), classOf(values[k], bounds) || t("absent")]), [1, 2, 3]);
  }
  const pick = select({ id: "map-what", "aria-label": t("map.what"), onchange: () => { state.name = chosen = pick.value; draw(); } }, names.map((name) => [name, name === "population" ? t("map.population") : indicator(name).label]), state.name);
  const sides = ["before", "after", "difference"].map((side) => h("button", { type: "button", "data-side": side, "aria-pressed": String(side === state.side), onclick: (event) => { state.side = side; for (const b of sides) b.setAttribute("aria-pressed", String(b === event.currentTarget)); draw(); } }, t(`map.${side}`)));
  draw();
  const el = h("section", { class: "card" }, h("h3", {}, title), h("div", { class: "row" }, pick, result?.map ? h("div", { class: "sides", role: "group", "aria-label": t("map.sides") }, sides) : null),
    years.length > 1 ? h("div", { class: "row" }, play, year, slider) : null, map.el, under, credit(land), grid.el);
  el.update = (next, earlier) => {
    if (about(next) !== about(result)) return false;
    [result, before] = [next, earlier];
    draw();
    return true;
  };
  return el;
}
