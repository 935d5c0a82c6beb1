/** Groups side by side: maps of one scale, curves, amounts, indicators, regrets, differences (comparaison). */
import { get } from "./api.js";
import { indicator, label, tiles } from "./catalogue.js";
import { limits } from "./classes.js";
import { curvePanel } from "./curve.js";
import { fill, h, line, live, select, table, tick, unfolded } from "./dom.js";
import { tried } from "./frame.js";
import { t } from "./i18n.js";
import { at, bars, slopes, turnWord } from "./kpi.js";
import { canvasMap, credit, legend, valuesOf } from "./map.js";
import { measured } from "./numbers.js";
import { ledger, stances } from "./money.js";

const FUTURES = ["low90", "low50", "median", "high50", "high90"];
const state = { turn: null, last: null, ranks: false, map: null, pair: [] };  // what was chosen stays from tab to tab

/** Return the tab or the screen's part; it is drawn again when other turns are known. */
export async function comparison(hands) {
  const part = live("div", {}, (v) => [v.results.map((row) => [row.turn, row.group, row.revealed]), v.anonymised, v.phase === "preparation"], () => { load(); return h("div", { class: "skeleton" }); });

  async function load() {
    const data = await tried(() => get(`${hands.base}/compare`));
    if (!data) return;
    const played = data.turns.filter((turn) => turn > 0), turns = played.length ? played : data.turns;  // the practice turn, while there is no other
    if (!turns.length) { fill(part.el, h("h2", {}, t("compare.title")), h("p", { class: "note" }, t("compare.none"))); return; }
    if (!turns.includes(state.turn) || turns.at(-1) !== state.last) state.turn = state.last = turns.at(-1);
    await draw(data, turns);
  }

  async function draw(data, turns) {
    const shared = hands.view.game === "table", groups = shared ? [{ id: "all", name: t("compare.territory") }] : data.groups;
    const players = groups.filter((group) => data.kpi.some((row) => row.group === group.id && row.turn === state.turn));
    const found = await tried(() => Promise.all(players.map((group) => hands.result(group.id, state.turn))));
    if (!found) return;
    const rows = players.map((group) => ({ label: group.name, id: group.id, result: found[players.indexOf(group)], k: groups.indexOf(group) }));
    const names = [...new Set([...tiles(found[0]), ...Object.keys(found[0]?.curves || {})])], first = hands.view.setting.first_year ?? 2025;
    const maps = h("div", {}), tables = h("div", {});
    const history = data.kpi.filter((one) => one.turn > 0).map((one) => ({ turn: one.turn, group: one.group, kpi: one }));
    const again = () => draw(data, turns);
    const pick = h("div", { class: "tabs", role: "group", "aria-label": t("turns") }, turns.map((turn) => h("button", { type: "button", "aria-pressed": String(turn === state.turn), onclick: () => { state.turn = turn; again(); } }, turnWord(turn))));
    fill(part.el, h("h2", {}, t("compare.title")), pick, h("p", { class: "help" }, t("caution")), maps,
      curvePanel(t("compare.curves"), rows, first, names), shared ? [ledger(found[0], hands.view.groups), stances(found[0], hands.view.groups)] : allocations(data, state.turn), tables,
      turns.length < 2 ? null : h("section", { class: "card" }, h("h3", {}, t("results.slopes")), rows.map((row) => [rows.length > 1 ? h("h4", {}, row.label) : null, slopes(history.filter((one) => one.group === row.id), tiles(row.result).slice(0, 3), history)])));
    drawMaps(maps, rows, state, hands.land);
    drawTables(tables, rows, state);
  }
  return { el: part.el, update: (v) => part.update(v) };
}

function drawMaps(el, rows, state, land) {
  const { places } = land;
  const names = Object.keys(rows[0].result.map || {});
  if (!names.length) { fill(el, h("section", { class: "card" }, h("h3", {}, t("compare.maps")), h("p", { class: "note" }, t("map.without")))); return; }
  if (!names.includes(state.map)) state.map = names[0];
  const what = indicator(state.map), year = rows[0].result.map[state.map].years.at(-1);
  const values = rows.map((row) => valuesOf(row.result, places, state.map, year)), bounds = limits(values.flat());
  const pick = select({ id: "compare-what", "aria-label": t("map.what"), onchange: () => { state.map = pick.value; drawMaps(el, rows, state, land); } }, names.map((name) => [name, indicator(name).label]), state.map);
  const one = (row, k) => { const map = canvasMap(land, row.label, undefined, ""); const seen = map.show({ values: values[k], bounds, what }); return h("figure", { class: "card", "data-map": row.id }, h("figcaption", {}, h("h4", {}, row.label)), map.el, legend(seen, places.some((p) => p.invented)),
    unfolded(t("as.table"), () => table(`${row.label} – ${what.label}`, [t("map.commune"), what.label], places.map((p, j) => [p.name, measured(values[k][j], what, { among: values.flat() })]), [1])).el); };
  fill(el, h("section", {}, h("h3", {}, t("compare.maps"), ` – ${t("map.at", { year })}`), h("div", { class: "row" }, pick, h("span", { class: "help" }, t("compare.scale"), " ", t("map.help"))), h("div", { class: "multiples" }, rows.map(one)), rows.length > 1 ? difference(rows, values, state, land, what, () => drawMaps(el, rows, state, land)) : null, credit(land)));
}

function difference(rows, values, state, land, what, again) {
  const { places } = land;
  const [a, b] = [0, 1].map((k) => Math.max(0, rows.findIndex((row) => row.id === (state.pair[k] ?? rows[k].id))));
  const choose = (k, now) => select({ "aria-label": t("compare.pair", { k: k + 1 }), onchange: (event) => { state.pair = k ? [rows[a].id, event.target.value] : [event.target.value, rows[b].id]; again(); } }, rows.map((row) => [row.id, row.label]), rows[now].id);
  const apart = values[a].map((v, k) => v - values[b][k]), map = canvasMap(land, t("compare.difference")), seen = map.show({ values: apart, what, difference: true });
  return h("section", { class: "card" }, h("h3", {}, t("compare.difference")), h("div", { class: "row" }, choose(0, a), h("span", {}, t("compare.minus")), choose(1, b)), map.el, legend(seen, places.some((p) => p.invented)),
    unfolded(t("as.table"), () => table(t("compare.difference"), [t("map.commune"), what.label], places.map((p, k) => [p.name, measured(apart[k], what, { sign: true, among: apart })]), [1])).el);
}

function allocations(data, turn) {
  const moves = data.moves.filter((row) => row.turn === turn), most = Math.max(1, ...moves.flatMap((row) => Object.values(row.moves).filter(Number.isFinite)));
  return h("section", { class: "card" }, h("h3", {}, t("compare.moves")), h("div", { class: "multiples" }, data.groups.map((group) => h("div", {}, h("h4", {}, group.name), bars(moves.find((row) => row.group === group.id)?.moves || {}, (name) => label("instruments", name), most)))));
}

function drawTables(el, rows, state) {
  const names = tiles(rows[0].result), again = (on) => { state.ranks = on; drawTables(el, rows, state); };
  const rank = (name, k) => { const good = indicator(name).good, all = rows.map((row) => at(row.result.kpi, name)); return good ? 1 + all.filter((v) => (good === "up" ? v > all[k] : v < all[k])).length : null; };
  const cell = (name, row, k) => `${measured(at(row.result.kpi, name), indicator(name), { among: rows.map((one) => at(one.result.kpi, name)) })}${state.ranks && rank(name, k) ? ` (${t("compare.rank", { k: rank(name, k) })})` : ""}`;
  fill(el, h("section", { class: "card" }, h("h3", {}, t("compare.table")), rows.length > 1 ? tick(t("compare.ranks"), { id: "ranks", checked: state.ranks, onchange: (event) => again(event.target.checked) }) : null,
    table(t("compare.caption"), [t("indicator"), ...rows.map((row) => row.label)], names.map((name) => [indicator(name).label, ...rows.map((row, k) => cell(name, row, k))]), rows.map((_, k) => k + 1))),
  rows.length > 1 ? regret(rows, names) : null);
}

/** Return how far each group is from the best one in each of five futures, from the most to the least unlucky draws. */
function regret(rows, names) {
  const one = names.find((name) => indicator(name).good && typeof rows[0].result.kpi[name] === "object");
  if (!one) return null;
  const what = indicator(one), sign = what.good === "up" ? 1 : -1;
  const value = (row, future) => row.result.kpi[one][future], best = (future) => Math.max(...rows.map((row) => sign * value(row, future)));
  const all = rows.map((row) => FUTURES.map((future) => best(future) - sign * value(row, future))), top = Math.max(...all.flat(), 1e-12), heads = [t("group"), ...FUTURES.map((future) => t(`future.${future}`))];
  return h("section", { class: "card heat" }, h("h3", {}, t("regret.title", { what: what.label })), h("p", { class: "help" }, t("regret.help")), table(t("regret.caption"), heads,
    rows.map((row, k) => line(heads, [row.label, ...all[k].map((v) => h("td", { class: "num", "data-level": Math.min(3, Math.ceil((3 * v) / top - 1e-9)) }, measured(v, what, { among: all.flat() })))])), FUTURES.map((_, k) => k + 1)));
}
