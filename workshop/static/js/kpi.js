/** Indicators as tiles, as lines from turn to turn, and beside what was predicted (indicateurs). */
import { indicator, tiles } from "./catalogue.js";
import { h, s, table } from "./dom.js";
import { has, t } from "./i18n.js";
import { euros, measured } from "./numbers.js";

const median = (value) => (value && typeof value === "object" ? value.median : value);

/** Return the median of an indicator of a result or of a row of the view. */
export const at = (kpi, name) => median(kpi?.[name]);

/** Say whether a change can be told: its bands of 90 % do not meet. */
function told(now, before) {
  if (!now || !before || typeof now !== "object" || typeof before !== "object") return null;
  if (![now.low90, now.high90, before.low90, before.high90].every(Number.isFinite)) return null;
  return now.low90 > before.high90 || now.high90 < before.low90;
}

/** Return tiles of indicators with their change since the turn before; mine: one's criteria, first and framed. */
export function kpiTiles(result, before, spent, mine = []) {
  const names = [...new Set([...mine.filter((name) => name in (result.kpi || {})), ...tiles(result)])];
  const one = (name) => {
    const what = indicator(name), now = result.kpi[name], then = before?.kpi?.[name], value = median(now);
    const delta = Number.isFinite(value) && Number.isFinite(median(then)) ? value - median(then) : null;
    const among = [value, now?.low90, now?.high90].filter(Number.isFinite), apart = measured(delta, what, { sign: true, unit: false, among });
    const way = delta === null ? "" : !/[1-9]/.test(apart) ? "same" : delta > 0 ? "up" : "down";  // as written: what is rounded to nothing is no change
    const kind = !way ? "" : way === "same" || !what.good ? "" : what.good === way ? t("kpi.better") : t("kpi.worse");
    return h("li", { class: `tile${mine.includes(name) ? " mine" : ""}`, "data-indicator": name }, h("span", {}, what.label, mine.includes(name) ? ` (${t("criteria.mine")})` : ""),
      h("span", { class: "value" }, measured(value, what, { unit: what.shown === "€", among }), what.shown && what.shown !== "€" && Number.isFinite(value) ? h("span", { class: "unit" }, ` ${what.shown}`) : null),
      way ? h("span", { class: "delta" }, `${{ up: "▲", down: "▼", same: "=" }[way]} ${apart} ${kind}`) : null,
      now && typeof now === "object" && result.seeds > 1 ? h("span", { class: "band" }, t("kpi.band", { low: measured(now.low90, what, { unit: false, among }), high: measured(now.high90, what, { among }) })) : null,
      told(now, then) === false ? h("span", { class: "band" }, t("kpi.untold")) : null);
  };
  const money = spent === undefined ? null : h("li", { class: "tile" }, h("span", {}, t("kpi.spent")), h("span", { class: "value" }, euros(spent)));
  const effect = cost(result, before, spent);
  return h("ul", { class: "tiles" }, names.map(one), money, effect);
}

/** Return euros for each job gained in the turn, where there are any. */
function cost(result, before, spent) {
  const gained = at(result.kpi, "jobs") - at(before?.kpi, "jobs");
  if (!(gained > 0) || !spent) return null;
  return h("li", { class: "tile" }, h("span", {}, t("kpi.cost")), h("span", { class: "value" }, euros(spent / gained)), h("span", { class: "band" }, t("kpi.cost.help")));
}

/** Return the lines of indicators from turn to turn: rows of {turn, kpi}; among: those of all, to share their scale. */
export function slopes(rows, names, among = rows) {
  const turns = rows.map((row) => row.turn);
  if (rows.length < 2) return null;
  return h("div", { class: "multiples slopes" }, names.filter((name) => rows.every((row) => Number.isFinite(at(row.kpi, name)))).map((name) => {
    const what = indicator(name), values = rows.map((row) => at(row.kpi, name)), all = among.map((row) => at(row.kpi, name)).filter(Number.isFinite);
    return h("figure", { class: "card" }, h("figcaption", {}, h("strong", {}, what.label)), slope(turns, values, what, all));
  }));
}

function slope(turns, values, what, among) {
  const [w, tall, left, top] = [340, 170, 16, 40], low = Math.min(...among), span = Math.max(...among) - low || 1;
  const x = (k) => left + 24 + (k * (w - 2 * left - 60)) / Math.max(1, turns.length - 1), y = (v) => tall - 44 - ((v - low) / span) * (tall - top - 44);
  const words = turns.map((turn, k) => `${t("turn.short", { k: turn })} ${measured(values[k], what, { among })}`).join(", ");
  return s("svg", { class: "slope", viewBox: `0 0 ${w} ${tall}`, role: "img", "aria-label": words },
    s("polyline", { points: values.map((v, k) => `${x(k)},${y(v)}`).join(" ") }),
    values.map((v, k) => [s("circle", { cx: x(k), cy: y(v), r: 5 }), s("text", { x: x(k), y: y(v) - 11, "text-anchor": "middle" }, k === 0 || k === values.length - 1 || values.length < 5 ? measured(v, what, { unit: false, among }) : ""),
      s("text", { x: x(k), y: tall - 6, "text-anchor": "middle" }, t("turn.short", { k: turns[k] }))]));
}

/** Return what was predicted beside what came out, in words. */
export function predicted(prediction, result, before) {
  const names = Object.keys(prediction || {});
  if (!names.length) return h("p", {}, t("predict.none"));
  const rows = names.map((name) => {
    const what = indicator(name), delta = before ? at(result.kpi, name) - at(before.kpi, name) : NaN;
    const sure = told(result.kpi[name], before?.kpi?.[name]);
    const way = !Number.isFinite(delta) ? null : Math.abs(delta) < 1e-12 || (sure === false && Math.abs(delta) < 0.01 * Math.abs(at(result.kpi, name))) ? "same" : delta > 0 ? "up" : "down";
    return [what.label, t(`way.${prediction[name]}`), way ? `${t(`way.${way}`)} (${measured(delta, what, { sign: true, among: [at(result.kpi, name)] })})` : t("predict.first"), way === null ? t("absent") : way === prediction[name] ? t("predict.right") : t("predict.wrong")];
  });
  return table(t("predict.title"), [t("indicator"), t("predict.said"), t("predict.came"), t("predict.so")], rows);
}

/** Return the moves of a turn as bars with their amounts; most: what a whole bar stands for, else all of them. */
export function bars(moves, name, most) {
  const rows = Object.entries(moves).filter(([key, v]) => key !== "offers" && v).sort((a, b) => b[1] - a[1]);
  if (!rows.length) return h("p", {}, t("alloc.nothing"));
  const top = most || rows.reduce((sum, [, v]) => sum + v, 0);
  return h("div", { class: "alloc" }, rows.map(([key, v]) => {
    const part = h("div", {});
    part.style.width = `${(100 * v) / top}%`;
    return h("div", { class: "one" }, h("span", {}, name(key)), h("div", { class: "bar", "aria-hidden": "true" }, part), h("span", {}, euros(v)));
  }));
}

/** Return the words of a phase. */
export const phaseWord = (phase) => (has(`phase.${phase}`) ? t(`phase.${phase}`) : phase);

/** Return the number of a turn within a sentence; the practice turn has a word of its own. */
export const turnNumber = (turn) => (turn ? turn : t("turn.zero.k"));

/** Return where a workshop is: its turn and years, the practice turn, or nothing before. */
export const moment = (v) => (v.turn || v.practice ? t(v.practice ? "turn.practice" : "turn.of", { k: v.turn, n: v.turns, from: v.year, to: v.year + v.years_a_turn - 1 }) : "");

/** Return the name of a turn. */
export const turnWord = (turn) => (turn ? t("turn.short", { k: turn }) : t("turn.zero"));
