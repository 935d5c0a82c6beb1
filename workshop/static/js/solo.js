/** Trying alone: a purse, a territory, assumptions one may change; a quick look, then the bands (essai seul). */
import { lines } from "./api.js";
import { allocation, purse } from "./allocation.js";
import { assumptions } from "./assumptions.js";
import { read, rows as listed } from "./catalogue.js";
import { field, fill, h, select } from "./dom.js";
import { attempt, clear, fail, frame, where } from "./frame.js";
import { keep, kept, t } from "./i18n.js";
import { placesOf, results } from "./results.js";
import { shaped } from "./shape.js";
import { number } from "./numbers.js";

const BUDGET = 2_000_000;  // euros
const first = { territory: "chalon_creusot", years_a_turn: 5, budget: BUDGET, moves: {}, params: {} };
const values = { ...first, ...JSON.parse(kept("solo") || "{}") };
const out = h("div", { "aria-live": "polite", "aria-busy": "false", id: "out" });
let bar, rowsOf, form, last = null;
const body = await frame("solo.title", async () => { await read(); draw(); });
addEventListener("error", (event) => fail(event.error));
addEventListener("unhandledrejection", (event) => fail(event.reason));

/** The draft that the lines write to: kept on this device, sent nowhere before one asks. */
const draft = {
  get moves() { return values.moves; }, theirs: new Set(), state: "local", at: null,
  set(name, euros) { values.moves[name] = euros; store(); refresh(); },
  total: () => Object.values(values.moves).reduce((sum, one) => sum + (Number.isFinite(one) ? one : 0), 0),
};
const store = () => keep("solo", JSON.stringify(values));
const refresh = () => { rowsOf.show(false); form.querySelector("#run").disabled = bar.update(values.budget) < 0; };

async function run(event) {
  event.preventDefault();
  const moves = Object.fromEntries(Object.entries(values.moves).filter(([, v]) => v > 0));
  const sent = { territory: values.territory, years_a_turn: values.years_a_turn, turns: 1, budget: values.budget, moves, params: values.params };
  form.querySelector("#run").disabled = true;
  out.setAttribute("aria-busy", "true");
  fill(out, h("div", { class: "skeleton" }), h("p", {}, t("solo.wait")));
  await attempt(async () => {
    const places = await placesOf(values.territory);
    await lines("/api/solo", { values: sent }, ({ stage, result, error }) => {
      if (error) throw new Error(error);
      last = { stage: result.last === false ? "more" : stage, result: shaped(result), places };
      show();
    });
  });
  if (!last) fill(out);
  out.setAttribute("aria-busy", "false");
  form.querySelector("#run").disabled = false;
}

function show() {
  const { stage, result, places } = last, view = { setting: { first_year: 2025 }, results: [], groups: [] };
  const waiting = stage !== "full" && out.getAttribute("aria-busy") === "true";
  fill(out, h("h2", { "data-stage": stage }, t(`solo.${stage === "preview" ? "preview" : "full"}`)), waiting ? h("div", { class: "note warn" }, h("p", {}, t("solo.more")), h("progress", { "aria-label": t("solo.more"), ...(result.done ? { value: result.done, max: result.total } : {}) })) : null,
    results({ view, turn: 1, result, before: null, places, heading: false }));
}

function draw() {
  where(t("solo.where"));
  const instruments = Object.fromEntries(listed("instruments").map((one) => [one.name, [0, null]]));
  bar = purse(draft, values.budget);
  rowsOf = allocation(draft, instruments, values.budget, null);
  form = h("form", { onsubmit: run }, h("section", { class: "card" }, h("div", { class: "grid" },
    field(t("new.territory"), select({ id: "territory", onchange: (event) => { values.territory = event.target.value; store(); } }, listed("territories").filter((one) => one.name !== "file").map((one) => [one.name, one.label]), values.territory)),
    field(t("solo.years"), h("input", { type: "number", id: "years", min: 1, max: 10, value: values.years_a_turn, oninput: (event) => { values.years_a_turn = Number(event.target.value) || 1; store(); } }), t("solo.years.help")),
    field(t("solo.budget"), h("input", { type: "number", id: "budget", min: 1, step: 1000, value: values.budget, oninput: (event) => { values.budget = Number(event.target.value) || 1; store(); refresh(); } }), t("solo.budget.help", { n: number(values.years_a_turn) })))),
  bar.el, h("section", { class: "card" }, h("h2", {}, t("alloc.title")), h("div", { class: "row" }, h("button", { type: "button", id: "zero", onclick: () => { values.moves = {}; store(); refresh(); } }, t("zero"))), rowsOf.el),
  assumptions(values, store), h("button", { class: "main", type: "submit", id: "run" }, t("solo.run")));
  fill(body, h("h1", {}, t("solo.title")), h("p", { class: "lead" }, t("solo.lead")), h("div", { class: "two" }, form, h("div", {}, out)));
  refresh();
  if (last) show(); else fill(out, h("p", { class: "note" }, t("solo.empty")));
}

await attempt(async () => { await read(); clear(); draw(); });
