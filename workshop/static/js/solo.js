/** Trying alone: each move of a slider shows a quick look; once one rests, the bands (essai seul). */
import { lines, Refused } from "./api.js";
import { allocation, purse, sound } from "./allocation.js";
import { assumptions } from "./assumptions.js";
import { read, rows as listed } from "./catalogue.js";
import { field, fill, h, select } from "./dom.js";
import { clear, fail, frame, where } from "./frame.js";
import { keep, kept, t } from "./i18n.js";
import { landOf, results } from "./results.js";
import { shaped } from "./shape.js";
import { number } from "./numbers.js";

const BUDGET = 2_000_000, REST = 900;  // euros; ms without a change before the whole model runs
const first = { territory: "chalon_creusot", years_a_turn: 3, budget: BUDGET, moves: {}, params: {} };
const values = { ...first, ...JSON.parse(kept("solo") || "{}") };
const out = h("div", { "aria-busy": "false", id: "out" }), said = h("p", { class: "hidden-text", role: "status", id: "said" });
let bar, rowsOf, form, bounds, last = null, held = {};  // held: the map and the curves, drawn again in place
let wanted = 0, looking = false, whole = null, resting = null;  // how many changes; whether a quick look is under way
const body = await frame("solo.title", async () => { await read(); draw(); });
addEventListener("error", (event) => fail(event.error));
addEventListener("unhandledrejection", (event) => fail(event.reason));

/** The draft that the lines write to: kept on this device, sent nowhere but to be tried. */
const draft = {
  get moves() { return values.moves; }, theirs: new Set(), state: "local", at: null,
  set(name, euros) { values.moves[name] = euros; changed(); },
  total: () => Object.values(values.moves).reduce((sum, one) => sum + (Number.isFinite(one) ? one : 0), 0),
};
const good = () => sound(draft, bounds) && draft.total() <= values.budget;
const refresh = () => { rowsOf.show(false, values.budget); bar.update(values.budget); form.querySelector("#run").disabled = !good(); };
const sent = () => ({ territory: values.territory, years_a_turn: values.years_a_turn, turns: 1, budget: values.budget, params: values.params, moves: Object.fromEntries(Object.entries(values.moves).filter(([, v]) => v > 0)) });

/** A change: what is computed of the values before is given up; a quick look now, the whole model after a rest. */
function changed() {
  keep("solo", JSON.stringify(values));
  refresh();
  wanted += 1;
  whole?.abort();
  clearTimeout(resting);
  if (!good()) return;
  resting = setTimeout(run, REST);
  look();
}

/** Ask for quick looks, one at a time, until the last change is shown. */
async function look() {
  if (looking) return;
  looking = true;
  try {
    for (let mine = -1; mine !== wanted;) { mine = wanted; await asked({ values: sent(), only: "preview" }, mine); }
  } catch (error) { if (!(error instanceof Refused && error.status === 429)) fail(error); }  // too quick: the rest will show it
  looking = false;
}

/** Run the whole model: an estimate first, then more and more draws; the next change ends it. */
async function run() {
  clearTimeout(resting);
  whole?.abort();
  const mine = wanted, way = whole = new AbortController();
  clear();
  out.setAttribute("aria-busy", "true");
  if (!last) fill(out, h("div", { class: "skeleton" }), h("p", {}, t("solo.wait")));
  try { await asked({ values: sent() }, mine, way.signal); } catch (error) { await fail(error); }
  if (whole !== way) return;
  out.setAttribute("aria-busy", "false");
  if (last) show(); else empty();
}

async function asked(request, mine, signal) {
  const land = await landOf(request.values);
  await lines("/api/solo", request, ({ stage, result, error }) => {
    if (error) throw new Error(error);
    if (mine !== wanted && last?.change > mine) return;  // what came of a later change is shown
    if (last?.change === mine && last.stage !== "preview" && stage === "preview") return;
    last = { change: mine, stage: stage === "full" && result.last === false ? "more" : stage, result: shaped(result), land };
    show();
  }, signal);
}

function show() {
  const { stage, result, land } = last, view = { setting: { first_year: 2025 }, results: [], groups: [] };
  const title = t(`solo.${stage === "preview" ? "preview" : "full"}`), waiting = stage !== "full" && out.getAttribute("aria-busy") === "true";
  fill(out, h("h2", { "data-stage": stage, "data-change": last.change }, title), h("p", { class: waiting ? "note warn" : "hidden-text" }, waiting ? t("solo.more") : ""),
    results({ view, turn: 1, result, before: null, land, heading: false, held }));
  if (said.textContent !== title) said.textContent = title;
}

const empty = () => fill(out, h("p", { class: "note" }, t("solo.empty")));

function draw() {
  where(t("solo.where"));
  held = {};  // another language
  const territories = listed("territories").filter((one) => one.name !== "file"), hash = location.hash.slice(1);
  if (territories.some((one) => one.name === hash)) { values.territory = hash; history.replaceState(null, "", location.pathname); }
  bounds = Object.fromEntries(listed("instruments").map((one) => [one.name, [0, null]]));
  bar = purse(draft, values.budget);
  rowsOf = allocation(draft, bounds, values.budget, null);
  const within = (event, most) => Math.min(most, Math.max(1, Math.round(Number(event.target.value)) || 1));
  form = h("form", { onsubmit: (event) => { event.preventDefault(); run(); } }, h("section", { class: "card" }, h("div", { class: "grid" },
    field(t("new.territory"), select({ id: "territory", onchange: (event) => { values.territory = event.target.value; changed(); } }, territories.map((one) => [one.name, one.label]), values.territory)),
    field(t("solo.years"), h("input", { type: "number", id: "years", min: 1, max: 10, value: values.years_a_turn, oninput: (event) => { values.years_a_turn = within(event, 10); changed(); } }), t("solo.years.help")),
    field(t("solo.budget"), h("input", { type: "number", id: "budget", min: 1, step: 1000, value: values.budget, oninput: (event) => { values.budget = within(event, 1e12); changed(); } }), t("solo.budget.help", { n: number(values.years_a_turn) })))),
  bar.el, h("section", { class: "card", id: "lines" }, h("h2", {}, t("solo.alloc")), h("div", { class: "row" }, h("button", { type: "button", id: "zero", onclick: () => { values.moves = {}; changed(); } }, t("zero"))), rowsOf.el),
  assumptions(values, changed), h("button", { class: "main", type: "submit", id: "run" }, t("solo.run")));
  fill(body, h("h1", {}, t("solo.title")), h("p", { class: "lead" }, t("solo.lead")), said, h("div", { class: "two" }, form, h("div", { class: "beside" }, out)));
  refresh();
  if (last) show(); else empty();
}

try { await read(); clear(); draw(); look(); } catch (error) { await fail(error); }
