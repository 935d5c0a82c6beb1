/** What a turn came to: map, curves, indicators, why, prediction, events (résultats d'un tour). */
import { get } from "./api.js";
import { indicator, label, tiles } from "./catalogue.js";
import { curvePanel } from "./curve.js";
import { fill, h } from "./dom.js";
import { attempt } from "./frame.js";
import { both, t } from "./i18n.js";
import { bars, kpiTiles, predicted, slopes, turnNumber } from "./kpi.js";
import { cause, shaped } from "./shape.js";
import { mapPanel } from "./map.js";
import { ledger, stances } from "./money.js";
import { euros, measured, number } from "./numbers.js";

const maps = {};

/** Return what is known of the territory of a setting, read once: places, outlines, credit. */
export async function landOf(setting) {
  const path = mapPath(setting);
  maps[path] ||= await get(path);
  return maps[path];
}

/** Return where the map of a setting is asked for: its territory with the numbers that shape it. */
export function mapPath({ territory, params }) {
  const own = Object.entries(params || {}).filter(([name, value]) => name.startsWith("territory.") && Number.isFinite(value));
  return `/api/map/${encodeURIComponent(territory)}${own.length ? `?${new URLSearchParams(own)}` : ""}`;
}

/** Return the whole of a turn's results. given: {view, turn, result, before, land, mine, move, why: path}
 * held: where the map and the curves are kept from one result to the next, to be drawn again in place. */
export function results({ view, turn, result: raw, before: earlier, land, mine = [], move = null, why = "", heading = true, held = {} }) {
  const result = shaped(raw), known = shaped(earlier), before = result.before ? { kpi: result.before } : known || startOf(result);
  const first = view.setting?.first_year ?? 2025, spent = move ? Object.values(move.moves).reduce((a, b) => a + (Number(b) || 0), 0) : undefined;
  const rows = (view.results || []).filter((row) => row.kpi && row.turn > 0 && row.turn <= turn && [result.group, undefined].includes(result.group ? row.group : undefined));
  const names = [...new Set([...mine, ...tiles(result)])];
  return [
    heading ? h("h2", { id: "results" }, t("results.title", { k: turnNumber(turn) })) : null,
    h("p", { class: "help" }, made(result), " ", t("caution")),
    kpiTiles(result, before, spent, mine),
    pictures(held, land, result, known, first, names),
    move ? h("section", { class: "card" }, h("h3", {}, t("results.moves")), bars(move.moves, (name) => label("instruments", name)), move.by === "facilitator" ? h("p", { class: "help" }, t("by.facilitator")) : null) : null,
    move && view.setting?.prediction ? h("section", { class: "card" }, h("h3", {}, t("predict.title")), predicted(move.prediction, result, before)) : null,
    rows.length > 1 ? h("section", {}, h("h3", {}, t("results.slopes")), slopes(rows, names.slice(0, 6))) : null,
    why ? whyPanel(why) : null,
    ledger(result, view.groups), stances(result, view.groups), events(result),
  ];
}

/** Return the map and the curves side by side: those held, with other numbers, where they can show them. */
function pictures(held, land, result, known, first, names) {
  const rows = [{ label: t("results.mine"), result, k: 0 }], more = Object.keys(result.curves || {}).filter((name) => !names.includes(name));
  if (held.land !== land || !held.map.update(result, known)) held.map = mapPanel(land, t("results.map"), result, { before: known });
  if (!held.curves?.update?.(rows)) held.curves = curvePanel(t("results.curve"), rows, first, [...names, ...more]);
  held.land = land;
  return fill(held.el ||= h("div", { class: "two" }), held.map, held.curves);
}

/** Return a result as it stood at the start: what a first turn is compared with. */
function startOf(result) {
  if (!result.curves) return null;
  return { kpi: Object.fromEntries(Object.entries(result.curves).map(([name, curve]) => [name, Object.fromEntries(Object.entries(curve).map(([key, row]) => [key, row[0]]))])) };
}

/** Return how a result was made: people, draws. */
export function made(result) {
  const text = t("results.made", { citizens: number(result.citizens), seeds: number(result.seeds) });
  return result.apercu ? `${t("preview.label", { citizens: number(result.citizens), seeds: number(result.seeds) })}` : text;
}

const sought = new Set();  // causes asked for once are shown again, in another language too

/** Return the cards of causes, asked for when wanted: each with its evidence. */
export function whyPanel(path) {
  const body = h("div", { "aria-live": "polite" });
  const ask = h("button", { type: "button", class: "main", id: "why", onclick: load }, t("why.ask"));
  async function load() {
    sought.add(path);
    ask.disabled = true;
    fill(body, h("div", { class: "skeleton" }), h("p", {}, t("why.wait")));
    const found = await attempt(() => get(path));
    ask.disabled = false;
    if (found) { fill(body, causes(found.cards)); ask.hidden = true; } else fill(body);
  }
  if (sought.has(path)) load();
  return h("section", { class: "card" }, h("h3", {}, t("why.title")), h("p", {}, t("why.help")), ask, body);
}

/** Return cards of causes. */
export function causes(cards) {
  if (!cards.length) return h("p", {}, t("why.none"));
  return h("div", { class: "grid" }, cards.map(cause).map((card) => {
    const what = indicator(card.indicator), open = card.low === null || card.high === null;
    const zero = card.told === undefined ? open || (card.low <= 0 && card.high >= 0) : !card.told;
    const among = [card.delta, card.low, card.high], said = (v, unit) => measured(v, what, { sign: true, unit, among });
    return h("article", { class: "card cause", "data-zero": String(zero) }, h("h4", {}, card.label || label("instruments", card.instrument)),
      h("p", {}, zero ? h("strong", {}, t("why.zero")) : both({ fr: card.fr, en: card.en })),
      h("p", { class: "help" }, t("why.proof", { euros: euros(card.euros), delta: said(card.delta, true), what: what.label, low: open ? t("absent") : said(card.low, false), high: open ? t("absent") : said(card.high, true) })));
  }));
}

function events(result) {
  if (!result.events?.length) return null;
  return h("details", { class: "card", id: "events" }, h("summary", {}, t("events.title", { n: number(result.events.length) })),
    h("ol", { class: "timeline" }, result.events.map((row) => h("li", {}, h("strong", {}, row.month !== undefined && row.year === undefined ? `${row.month}` : `${row.year}`), " ", both(row)))));
}
