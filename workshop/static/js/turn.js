/** The turn of a group: spend, predict, say why, submit; beside it what is known (tour). */
import { post } from "./api.js";
import { allocation, purse, sound } from "./allocation.js";
import { indicator, judged, label, tiles } from "./catalogue.js";
import { curvePanel } from "./curve.js";
import { fill, h, live } from "./dom.js";
import { attempt, confirmed, fail, tell } from "./frame.js";
import { colon, t } from "./i18n.js";
import { kpiTiles, turnNumber } from "./kpi.js";
import { mapPanel } from "./map.js";
import { clock, euros } from "./numbers.js";
import { offers } from "./offers.js";
import { criteria, brief } from "./waiting.js";
import { shaped } from "./shape.js";
import { made } from "./results.js";

const LENGTH = 280;  // characters of reasons

/** Return the screen of an open or locked turn: {el, update(view), refresh()}. */
export function turnScreen(view, base, draft, land, last) {
  const bounds = view.setting.instruments, frozen = () => now.phase !== "open" || Boolean(played(now));
  let now = view;
  const bar = purse(draft, view.me.purse.available), lines = allocation(draft, bounds, view.me.purse.available, view.me.competences);
  const why = h("textarea", { id: "field-rationale", "data-live": true, maxlength: LENGTH, oninput: () => draft.reason(why.value) }), left = h("p", { class: "help", id: "why-left" });
  why.setAttribute("aria-describedby", "why-left");
  const submit = h("button", { type: "button", class: "main", id: "submit", onclick: ask }, t("submit"));
  const told = h("div", {}), ways = view.setting.prediction ? prediction(view, draft) : null;
  const tools = h("div", { class: "row" }, h("button", { type: "button", id: "zero", onclick: () => Object.keys(bounds).forEach((name) => draft.set(name, 0)) }, t("zero")),
    h("button", { type: "button", id: "copy", onclick: copy, disabled: !view.moves.some((one) => one.turn < view.turn && one.turn > 0) }, t("copy")));
  const preview = live("section", {}, (v) => [v.preview, v.phase], (v) => (v.preview ? previewPanel(base, draft, view) : null));
  const offered = live("section", { class: "card" }, (v) => [v.offers, v.phase, v.groups.map((g) => g.name)], (v) => offers(v, base));
  const shocks = live("div", {}, (v) => v.shocks.filter((one) => one.turn === v.turn), (v) => v.shocks.filter((one) => one.turn === v.turn).map((one) => h("p", { class: "note warn" }, t("shock.now", { what: label("shocks", one.type) }))));
  const late = live("div", {}, (v) => v.late, (v) => (v.late ? h("p", { class: "note warn" }, t("late", { k: turnNumber(v.late.turn), total: euros(Object.values(v.late.moves).reduce((a, b) => a + b, 0)) })) : null));
  const el = h("div", {}, shocks.el, late.el, told, h("div", { class: "two" },
    h("div", {}, bar.el, h("section", { class: "card", id: "lines" }, h("h2", {}, t("alloc.title")), tools, lines.el), view.game === "table" ? offered.el : null,
      h("section", { class: "card" }, ways, h("h2", {}, t("why.ours")), h("label", { for: "field-rationale", class: "help" }, t("why.ours.help")), why, left),
      h("div", { class: "row end" }, submit)),
    h("div", {}, last ? h("p", { class: "help" }, t("known.last", { k: last.turn }), " ", made(last.result), " ", t("caution")) : h("p", { class: "note" }, t("known.none")),
      last ? kpiTiles(last.result, last.result.before ? { kpi: last.result.before } : last.before, undefined, view.criteria || []) : null,
      mapPanel(land, t("known.map"), last?.result), last ? curvePanel(t("known.curve"), [{ label: t("results.mine"), result: last.result, k: 0 }], view.setting.first_year ?? 2025, tiles(last.result)) : null,
      preview.el, h("details", { class: "card", id: "brief" }, h("summary", {}, t("brief.again")), brief(view), criteria({ ...view, criteria_fixed: true }, base)))));

  function copy() {
    const one = view.moves.filter((move) => move.turn < view.turn && move.turn > 0).sort((a, b) => b.turn - a.turn)[0];
    if (one) for (const name of Object.keys(bounds)) draft.set(name, one.moves[name] || 0);
  }

  async function ask() {
    if (draft.pending) return;
    const spare = now.me.purse.available - draft.total(), rows = Object.entries(draft.chosen());
    const content = [h("ul", {}, rows.map(([name, sum]) => h("li", {}, `${label("instruments", name)}${colon()}${euros(sum)}`))),
      h("p", {}, h("strong", {}, t("submit.total", { total: euros(draft.total()) }))),
      spare > 0 ? h("p", { class: "note warn" }, t(now.setting.carry_over ? "submit.carried" : "submit.lost", { left: euros(spare) })) : null];
    if (await confirmed(t("submit.title", { k: turnNumber(now.turn) }), content, t("submit.yes"))) draft.submit();
  }

  function refresh() {
    const ice = frozen(), over = bar.update(now.me.purse.available) < 0;
    lines.show(ice);
    if (document.activeElement !== why) why.value = draft.rationale;
    why.readOnly = ice;
    left.textContent = t("why.left", { n: LENGTH - why.value.length });
    ways?.update(ice);
    const busy = ["submitting", "retrying"].includes(draft.state);
    submit.disabled = ice || over || busy || !sound(draft, bounds);
    submit.textContent = t(busy ? `saved.${draft.state}` : "submit", { at: "" });
    tools.hidden = ice;
    submit.hidden = ice;
  }

  function update(v) {
    now = v;
    [preview, offered, shocks, late].forEach((part) => part.update(v));
    const move = played(v);
    fill(told, move ? h("div", { class: "note good", id: "played" }, h("p", {}, h("strong", {}, t("played", { k: turnNumber(v.turn), at: clock(move.at) })), " ", move.by === "facilitator" ? t("by.facilitator") : ""), v.phase === "open"
      ? v.reopen_asked ? h("p", {}, t("reopen.asked")) : h("button", { type: "button", id: "reopen", onclick: () => attempt(async () => { await post(`${base}/reopen`, { turn: v.turn }); tell(t("reopen.asked")); }) }, t("reopen")) : null)
      : null, v.phase === "locked" ? h("p", { class: "note warn", id: "locked" }, t(move ? "locked.played" : "locked.not", { k: turnNumber(v.turn) })) : null);
    refresh();
  }
  return { el, update, refresh };
}

/** Return the move of this turn, where it is played. */
export const played = (view) => view.moves.find((one) => one.turn === view.turn) || null;

function prediction(view, draft) {
  const names = (view.criteria || []).length ? view.criteria : judged().slice(0, 3), rows = [];
  const el = h("div", {}, h("h2", {}, t("predict.title")), h("p", { class: "help" }, t("predict.help")), names.map((name) => {
    const options = ["up", "same", "down"].map((way) => { const box = h("input", { type: "radio", name: `way-${name}`, value: way, onchange: () => draft.predict(name, way) }); rows.push([name, way, box]); return h("label", { class: "tick" }, box, t(`way.${way}`)); });
    return h("fieldset", { class: "plain" }, h("legend", {}, t("predict.one", { what: indicator(name).label })), h("div", { class: "row" }, options));
  }));
  el.update = (ice) => rows.forEach(([name, way, box]) => { box.checked = draft.prediction[name] === way; box.disabled = ice; });
  return el;
}

function previewPanel(base, draft, view) {
  const body = h("div", { "aria-live": "polite" });
  async function look() {
    button.disabled = true;
    fill(body, h("div", { class: "skeleton" }));
    try {
      const { result } = await post(`${base}/preview`, { moves: draft.chosen() });
      fill(body, curvePanel(t("preview.title"), [{ label: t("results.mine"), result: shaped(result), k: 0 }], view.setting.first_year ?? 2025, tiles(result), made({ ...result, apercu: true })));
    } catch (error) { fill(body); await fail(error); }
    button.disabled = false;
  }
  const button = h("button", { type: "button", id: "preview", onclick: look }, t("preview.ask"));
  return h("div", { class: "card" }, h("h3", {}, t("preview.title")), h("p", { class: "help" }, t("preview.help")), button, body);
}
