/** The debrief of a group: what happened, why, and at home; its criteria, its map of actors (débriefing d'un groupe). */
import { post } from "./api.js";
import { indicator } from "./catalogue.js";
import { emptied, field, fill, h } from "./dom.js";
import { attempt, tell, tried } from "./frame.js";
import { colon, t } from "./i18n.js";
import { at } from "./kpi.js";
import { clock, measured } from "./numbers.js";
import { actorsTable, questions } from "./waiting.js";

/** Return the debrief page; shown(turn): the results of a turn. */
export async function debrief(view, base, shown, turns) {
  const body = h("div", {}), real = turns.filter((turn) => turn > 0);
  const pick = async (turn) => {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.turn) === turn)));
    fill(body, await tried(() => shown(turn)));
  };
  const buttons = real.map((turn) => h("button", { type: "button", "data-turn": turn, onclick: () => pick(turn) }, t("turn.short", { k: turn })));
  if (real.length) await pick(real.at(-1));
  return [h("h1", {}, t(view.phase === "closed" ? "closed.title" : "debrief.title")), view.phase === "closed" ? h("p", { class: "note" }, t("closed.text"), " ", h("a", { href: `${base}/results.csv` }, t("export.results"))) : h("p", { class: "lead" }, t("debrief.group")),
    h("div", { class: "two" }, judgement(view), h("div", {}, h("section", { class: "card" }, h("h2", {}, t("actors.title")), h("p", {}, t("actors.back")), actorsTable(view.actors_map?.actors)), notes(view, base))),
    view.phase === "debrief" ? h("section", { class: "card" }, questions(view, base, "after")) : null,
    h("nav", { class: "tabs", "aria-label": t("turns") }, buttons), body];
}

function judgement(view) {
  const rows = view.results.filter((row) => row.turn > 0).sort((a, b) => a.turn - b.turn), [first, last] = [rows[0], rows.at(-1)];
  const mine = view.criteria || [];
  return h("section", { class: "card" }, h("h2", {}, t("criteria.debrief")), h("p", {}, t("criteria.debrief.help")),
    mine.length && last ? h("ul", {}, mine.map((name) => { const what = indicator(name), among = [first, last].map((row) => at(row.kpi, name)); return h("li", {}, h("strong", {}, what.label), `${colon()}${[first, last].map((row) => measured(at(row.kpi, name), what, { among })).join(" → ")}`); })) : h("p", {}, t("criteria.none")));
}

function notes(view, base) {
  async function save(event) {
    event.preventDefault();
    const text = event.target.elements.note.value.trim();
    if (text) await attempt(async () => { await post(`${base}/notes`, { text }); emptied(event.target); tell(t("notes.saved")); });
  }
  return h("section", { class: "card" }, h("h2", {}, t("home.us")), h("p", {}, t("home.us.help")), view.notes.length ? h("ul", {}, view.notes.map((one) => h("li", {}, `${clock(one.at)} – ${one.text}`))) : null,
    view.phase === "debrief" ? h("form", { onsubmit: save }, field(t("notes.field"), h("textarea", { name: "note", id: "note", maxlength: "2000" })), h("button", { type: "submit" }, t("notes.save"))) : null);
}
