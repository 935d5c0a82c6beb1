/** Before the first turn: who one is, the brief, three criteria, a map of actors, questions (attente). */
import { post } from "./api.js";
import { actorLabel, indicator, judged, label } from "./catalogue.js";
import { h, field, live, select, tick } from "./dom.js";
import { attempt, tell } from "./frame.js";
import { both, colon, keep, kept, t } from "./i18n.js";

const CRITERIA = 3, ROWS = 6;
const STANCES = ["for", "open", "against", "unknown"];

/** Return the first screen of a device: is this your group, who holds the device. */
export function arrival(view, base, done) {
  const me = view.me;
  async function enter(event) {
    event.preventDefault();
    const { first, spoken } = event.target.elements;
    await attempt(async () => {
      await post(`${base}/device`, { first_name: first.value.trim(), spokesperson: spoken.checked });
      keep(`entered:${view.sid}:${me.group}`, "1");
      done();
    });
  }
  return h("form", { class: "card", onsubmit: enter }, h("h1", {}, t("arrival.title", { name: nameOf(view) })), h("p", { class: "lead" }, t("arrival.check", { room: view.name || view.sid })),
    field(t("arrival.first"), h("input", { name: "first", id: "first", maxlength: "40", autocomplete: "given-name", value: me.first_name || "" }), t("arrival.first.help")),
    tick(t("arrival.spoken"), { name: "spoken", id: "spoken", checked: me.spokesperson }),
    h("p", { class: "help" }, t("arrival.notice"), " ", h("a", { href: "/guide#privacy" }, t("privacy.title"))),
    h("div", { class: "row" }, h("button", { class: "main", type: "submit", id: "arrive" }, t("arrival.go")), h("a", { class: "button", href: "/" }, t("arrival.wrong"))));
}

/** Say whether this device has said who holds it. */
export const arrived = (view) => Boolean(kept(`entered:${view.sid}:${view.me.group}`)) || Boolean(view.me.first_name);
export const nameOf = (view) => view.groups.find((one) => one.id === view.me.group)?.name || view.me.group;

/** Return the brief of a group: what its actor is, wants and may pay. */
export function brief(view) {
  const { brief: text, actor, competences } = view.me;
  return [h("h2", {}, actor ? t("brief.actor", { actor: actorLabel(actor) }) : t("brief.title")), h("p", {}, text ? both(text) : t(`brief.${view.game}`)),
    competences ? h("p", {}, h("strong", {}, t("brief.may")), " ", competences.map((name) => label("instruments", name)).join(", ")) : null,
    text ? h("p", { class: "help" }, t("brief.private")) : null];
}

/** Return the choice of three criteria, fixed once turn 1 opens. */
export function criteria(view, base) {
  const mine = view.criteria || [];
  if (view.criteria_fixed) return [h("h2", {}, t("criteria.title")), mine.length ? h("ul", {}, mine.map((name) => h("li", {}, indicator(name).label))) : h("p", {}, t("criteria.none"))];
  const boxes = judged().map((name) => tick(indicator(name).label, { name: "criterion", id: `criterion-${name}`, value: name, checked: mine.includes(name), onchange: check }));
  const count = h("p", { class: "help", "aria-live": "polite" }), button = h("button", { type: "submit", class: "main" }, t("criteria.save"));
  const form = h("form", { onsubmit: save }, h("fieldset", {}, h("legend", {}, t("criteria.legend")), boxes), count, button);
  const chosen = () => [...form.querySelectorAll("input:checked")].map((box) => box.value);
  function check() { count.textContent = t("criteria.count", { n: chosen().length }); button.disabled = chosen().length !== CRITERIA; }
  async function save(event) {
    event.preventDefault();
    await attempt(async () => { await post(`${base}/criteria`, { criteria: chosen() }); tell(t("criteria.saved")); });
  }
  check();
  return [h("h2", {}, t("criteria.title")), h("p", {}, t("criteria.help")), form];
}

/** Return the map of actors: who counts, what each wants, holds and fears. */
export function actors(view, base) {
  const rows = (view.actors_map?.actors || []).slice();
  const columns = ["name", "wants", "holds", "stance"];
  if (view.criteria_fixed) return [h("h2", {}, t("actors.title")), actorsTable(rows)];
  while (rows.length < ROWS) rows.push({});
  const line = (row, k) => h("div", { class: "one" }, columns.map((name) => {
    const id = `actor-${k}-${name}`, legend = t(`actors.${name}`);
    const input = name === "stance" ? select({ id }, [["", t("actors.choose")], ...STANCES.map((one) => [one, t(`actors.${one}`)])], row[name] || "") : h("input", { id, maxlength: "120", value: row[name] || "" });
    return h("div", {}, h("label", { for: id, class: k ? "hidden-text" : "label" }, `${legend} ${k ? k + 1 : ""}`), input);
  }));
  const form = h("form", { onsubmit: save }, h("div", { class: "actors" }, rows.map(line)), h("button", { type: "submit" }, t("actors.save")));
  async function save(event) {
    event.preventDefault();
    const read = (k) => Object.fromEntries(columns.map((name) => [name, form.querySelector(`#actor-${k}-${name}`).value.trim()]));
    const kept = rows.map((_, k) => read(k)).filter((row) => row.name);
    await attempt(async () => { await post(`${base}/actors`, { map: { actors: kept } }); tell(t("actors.saved", { n: kept.length })); });
  }
  return h("details", { id: "actors", open: true }, h("summary", {}, h("h2", {}, t("actors.title"))), h("p", {}, t("actors.help")), form);
}

/** Return a map of actors as it was drawn. */
export function actorsTable(rows) {
  if (!rows?.length) return h("p", {}, t("actors.none"));
  return h("ul", {}, rows.map((row) => h("li", {}, h("strong", {}, row.name), row.stance ? ` (${t(`actors.${row.stance}`)})` : "", row.wants ? ` – ${t("actors.wants")}${colon()}${row.wants}` : "", row.holds ? ` – ${t("actors.holds")}${colon()}${row.holds}` : "")));
}

const USUAL = [{ id: "understand", kind: "scale" }, { id: "agree", kind: "scale" }, { id: "expect", kind: "text" }];

/** Return the questions of a workshop: its own, or the usual ones; each with its id, its kind and its words. */
export function asked(view, which) {
  const given = view.setting.questions?.[which];
  if (!given?.length) return USUAL.map((one) => ({ ...one, text: t(`question.${one.id}.${which}`) }));
  return given.map((one, k) => ({ id: one.id || `q${k + 1}`, kind: one.kind || "text", text: both(one.text || one) }));
}

/** Return the form of the questions asked before turn 1 or after the last. */
export function questions(view, base, which) {
  const list = asked(view, which);
  if (view.answered[which]) return [h("h2", {}, t(`questions.${which}`)), h("p", {}, t("questions.thanks"))];
  const one = (q) => (q.kind === "scale"
    ? h("fieldset", {}, h("legend", {}, q.text), h("div", { class: "row" }, [1, 2, 3, 4, 5].map((v) => h("label", { class: "tick" }, h("input", { type: "radio", name: q.id, id: `${which}-${q.id}-${v}`, value: v }), `${v}`))), h("p", { class: "help" }, t("questions.scale")))
    : field(q.text, h("textarea", { name: q.id, id: `${which}-${q.id}`, maxlength: "2000" })));
  async function save(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    const answers = Object.fromEntries(list.map((q) => [q.id, q.kind === "scale" ? Number(data.get(q.id)) || null : data.get(q.id)]));
    await attempt(async () => { await post(`${base}/answers`, { which, answers }); tell(t("questions.thanks")); });
  }
  return h("details", { id: `questions-${which}` }, h("summary", {}, h("h2", {}, t(`questions.${which}`))), h("p", { class: "help" }, t("questions.help")), h("form", { onsubmit: save }, list.map(one), h("button", { type: "submit" }, t("send"))));
}

/** Return the waiting room of a group as parts that redraw by themselves. */
export function waiting(base) {
  return [
    live("section", { class: "card" }, (v) => [v.phase, v.me.brief, v.turn], (v) => [h("h1", {}, nameOf(v)), h("p", { class: "lead" }, t(`wait.${v.phase}`)), h("p", { class: "note" }, t("wait.instruction", { turns: v.turns, years: v.years_a_turn })), brief(v)]),
    live("section", { class: "card" }, (v) => [v.criteria, v.criteria_fixed], (v) => criteria(v, base)),
    live("section", { class: "card" }, (v) => [v.actors_map, v.criteria_fixed], (v) => actors(v, base)),
    live("section", { class: "card" }, (v) => [v.answered.before, v.criteria_fixed], (v) => (v.criteria_fixed ? null : questions(v, base, "before"))),
  ];
}
