/** The debrief led in three steps: what happened, why, and at home; with prompts and what-if (débriefing). */
import { get, post } from "./api.js";
import { indicator, label, rows as listed, tiles } from "./catalogue.js";
import { fill, field, h, live, select, table } from "./dom.js";
import { attempt, fail, shown as dialog, tried } from "./frame.js";
import { colon, language, t } from "./i18n.js";
import { at, turnWord } from "./kpi.js";
import { euros, measured, number, typed } from "./numbers.js";
import { made, whyPanel } from "./results.js";
import { actorsTable, asked } from "./waiting.js";

const STEPS = ["what", "why", "home"];
const state = { step: "what", told: "", replayed: null };  // what was asked for is there again in another language

/** Return the tab or the screen's part. */
export async function debriefing(hands) {
  const part = live("div", {}, (v) => [state.step, v.results.map((row) => [row.turn, row.group]), v.phase, v.groups.map((g) => g.name), state.step === "home" ? [v.groups.map((g) => [g.notes, g.criteria]), v.notes, v.answers] : 0], (v) => draw(v));
  const go = (step) => { state.step = step; part.update(hands.view); };

  function draw(v) {
    const steps = h("div", { class: "tabs", role: "group", "aria-label": t("debrief.steps") }, STEPS.map((step, k) => h("button", { type: "button", id: `step-${step}`, "aria-pressed": String(step === state.step), onclick: () => go(step) }, `${k + 1}. ${t(`debrief.${step}`)}`)),
      h("button", { type: "button", id: "limits", onclick: () => dialog(t("limits.title"), h("ul", {}, [1, 2, 3, 4, 5].map((k) => h("li", {}, t(`limits.${k}`))))) }, t("limits.title")));
    const turns = [...new Set(v.results.filter((row) => row.turn > 0).map((row) => row.turn))].sort((a, b) => a - b);
    const prompts = h("section", { class: "note" }, h("p", {}, h("strong", {}, t("debrief.prompts"))), h("ul", {}, [1, 2, 3].map((k) => h("li", {}, t(`prompt.${state.step}.${k}`)))));
    if (!turns.length) return [h("h2", {}, t("debrief.title")), steps, prompts, h("p", {}, t("compare.none"))];
    return [h("h2", {}, t("debrief.title")), steps, prompts, { what: () => happened(v, turns, hands), why: () => causes(v, turns, hands), home: () => home(v) }[state.step]()];
  }
  return { el: part.el, update: (v) => part.update(v) };
}

const players = (v) => (v.game === "table" ? [{ id: "all", name: t("compare.territory") }] : v.groups);
const movesOf = (v, group, turn) => (v.moves || []).filter((row) => row.turn === turn && (group === "all" || row.group === group)).map((row) => row.moves).concat(v.groups.flatMap((one) => (group === "all" || one.id === group ? (one.moves || []).filter((move) => move.turn === turn).map((move) => move.moves) : [])));

function happened(v, turns, hands) {
  const told = h("div", { class: "card", "aria-live": "polite" });
  const timeline = turns.map((turn) => h("li", {}, h("h4", {}, turnWord(turn)), v.shocks.filter((one) => one.turn === turn).map((one) => h("p", { class: "note warn" }, label("shocks", one.type))),
    h("ul", {}, players(v).map((group) => h("li", {}, h("strong", {}, group.name), colon(), spent([...movesOf(v, group.id, turn), ...standing(v, turn)]), " → ", v.results.filter((row) => row.turn === turn && row.group === group.id).map((row) => tiles(row).slice(0, 3).map((name) => `${indicator(name).label} ${measured(at(row.kpi, name), indicator(name))}`).join(", ")))))));
  async function tell(group) {
    state.told = group.id;
    const found = await tried(() => get(`${hands.base}/chronicle/${group.id}?lang=${language.now}`));
    if (found) fill(told, h("h3", {}, t("chronicle.of", { name: group.name })), found.text.split(/\n+/).map((line) => h("p", {}, line)));
  }
  const pick = players(v).map((group) => h("button", { type: "button", onclick: () => tell(group) }, group.name)), again = players(v).find((group) => group.id === state.told);
  if (again) tell(again);
  return [h("section", { class: "card" }, h("h3", {}, t("debrief.timeline")), h("ol", { class: "timeline" }, timeline)), h("section", { class: "card" }, h("h3", {}, t("chronicle.title")), h("p", {}, t("chronicle.help")), h("div", { class: "row" }, pick), told)];
}

/** Return what the offers of a turn that stand pay for; there are none where each plays alone. */
const standing = (v, turn) => (v.offers || []).filter((one) => one.turn === turn && one.state === "accepted").map((one) => ({ [one.instrument]: one.euros }));

function spent(all) {
  const sums = {};
  for (const moves of all) for (const [name, sum] of Object.entries(moves)) if (name !== "offers") sums[name] = (sums[name] || 0) + sum;
  const words = Object.entries(sums).filter(([, v]) => v).sort((a, b) => b[1] - a[1]).map(([name, v]) => `${label("instruments", name)} ${euros(v)}`);
  return words.length ? words.join(", ") : t("alloc.nothing");
}

function causes(v, turns, hands) {
  if (hands.role !== "a") return h("p", { class: "lead" }, t("debrief.why.screen"));
  const body = h("div", {}), group = select({ id: "why-group", "data-view": true }, players(v).map((one) => [one.id, one.name])), turn = select({ id: "why-turn", "data-view": true }, turns.map((one) => [one, t("turn.short", { k: one })]), turns.at(-1));
  const show = () => fill(body, whyPanel(`${hands.base}/why/${group.value}/${turn.value}`), whatIf(v, hands, group.value, Number(turn.value)));
  [group, turn].forEach((one) => one.addEventListener("change", show));
  show();
  return [h("div", { class: "row" }, field(t("group"), group), field(t("turn"), turn)), body, doubts(v)];
}

/** Return the way to the assumptions: not convinced? change them where one tries alone. */
const doubts = (v) => h("section", { class: "card" }, h("h3", {}, t("assume.title")), h("p", {}, t("assume.help")), h("a", { class: "button", id: "doubts", href: `/solo#${v.setting.territory}`, target: "_blank", rel: "noopener" }, t("assume.open")));

/** Return the form that changes one past move and runs the same draws again, here or on another territory. */
function whatIf(v, hands, player, turn) {
  const shared = player === "all", payer = select({ id: "if-payer" }, v.groups.map((one) => [one.id, one.name]), shared ? undefined : player);
  const done = (id) => v.groups.find((one) => one.id === id)?.moves?.find((one) => one.turn === turn)?.moves || {};
  const inputs = h("div", { class: "grid" }), out = h("div", { "aria-live": "polite" });
  const may = (id) => v.setting.groups?.[Number(id.slice(1)) - 1]?.competences || Object.keys(v.setting.instruments);
  const fields = () => fill(inputs, Object.keys(v.setting.instruments).filter((name) => may(payer.value).includes(name)).map((name) => field(label("instruments", name), h("input", { class: "amount", id: `if-${name}`, inputmode: "numeric", "data-name": name, value: done(payer.value)[name] || 0 }))));
  const agreed = () => (v.offers || []).filter((one) => one.turn === turn && one.state === "accepted" && [one.from, one.to].includes(payer.value)).map((one) => `${label("instruments", one.instrument)} ${euros(one.euros)}`);
  const stands = h("p", { class: "help" }), tell = () => { stands.textContent = shared && agreed().length ? t("if.offers", { what: agreed().join(", ") }) : ""; };
  const there = select({ id: "if-territory" }, [["", t("if.same")], ...listed("territories").filter((one) => !["file", v.setting.territory].includes(one.name)).map((one) => [one.name, one.label])]);
  payer.addEventListener("change", () => { fields(); tell(); });
  fields();
  tell();
  replayed();
  async function run(event) {
    event.preventDefault();
    const wrong = [...inputs.querySelectorAll("input")].find((one) => !Number.isFinite(typed(one.value)));
    if (wrong) { wrong.focus(); await fail({ code: "E32", text: t("alloc.bad") }); return; }
    const moves = Object.fromEntries([...inputs.querySelectorAll("input")].map((one) => [one.dataset.name, typed(one.value)]).filter(([, n]) => n));
    const body = { group: player, turn, moves, ...(shared ? { payer: payer.value } : {}), ...(there.value ? { territory: there.value } : {}) };
    fill(out, h("div", { class: "skeleton" }));
    const found = await attempt(() => post(`${hands.base}/whatif`, body));
    const was = found && (await attempt(() => hands.result(player, Math.max(...v.results.map((row) => row.turn)))));
    state.replayed = found && was ? { key: `${player} ${turn}`, found, was } : null;
    replayed();
  }
  function replayed() {
    const { found, was } = state.replayed?.key === `${player} ${turn}` ? state.replayed : {};
    fill(out, found ? [h("p", { class: "help" }, made(found.result)), table(t("if.caption"), [t("indicator"), t("if.was"), t("if.would"), t("if.apart")], tiles(was).filter((name) => name in found.result.kpi).map((name) => { const what = indicator(name), a = at(was.kpi, name), b = at(found.result.kpi, name); const among = [a, b]; return [what.label, measured(a, what, { among }), measured(b, what, { among }), measured(b - a, what, { sign: true, among })]; }), [1, 2, 3])] : null);
  }
  return h("section", { class: "card" }, h("h3", {}, t("if.title")), h("p", {}, t("if.help")), h("form", { onsubmit: run }, shared ? field(t("if.payer"), payer) : null, inputs, stands, field(t("if.territory"), there), h("button", { class: "main", type: "submit", id: "if-run" }, t("if.run"))), out);
}

function home(v) {
  const notes = (group) => group.notes || v.notes?.[group.id] || [], criteria = (group) => group.criteria || v.criteria?.[group.id] || [], map = (group) => group.actors_map || v.actors_maps?.[group.id];
  return [h("div", { class: "multiples" }, v.groups.map((group) => h("section", { class: "card" }, h("h3", {}, group.name), h("h4", {}, t("criteria.title")), criteria(group).length ? h("ul", {}, criteria(group).map((name) => h("li", {}, indicator(name).label))) : h("p", {}, t("criteria.none")),
    h("h4", {}, t("home.us")), notes(group).length ? h("ul", {}, notes(group).map((one) => h("li", {}, one.text))) : h("p", {}, t("notes.none")), h("h4", {}, t("actors.title")), actorsTable(map(group)?.actors)))), v.answers ? answers(v) : null];
}

function answers(v) {
  const words = Object.fromEntries(["after", "before"].flatMap((which) => asked(v, which).map((one) => [one.id, one.text])));
  const names = [...new Set([...v.answers.before, ...v.answers.after].flatMap((one) => Object.keys(one)))];
  const mean = (which, name) => { const all = v.answers[which].map((one) => one[name]).filter(Number.isFinite); return number(all.length ? all.reduce((a, b) => a + b, 0) / all.length : null, 1); };
  const texts = (which, name) => v.answers[which].map((one) => one[name]).filter((one) => typeof one === "string" && one);
  return h("section", { class: "card" }, h("h3", {}, t("answers.title", { a: v.answers.before.length, b: v.answers.after.length })), !names.length ? h("p", {}, t("answers.nobody")) : table(t("answers.caption"), [t("answers.question"), t("answers.before"), t("answers.after")], names.map((name) => [words[name] || name, ...["before", "after"].map((which) => (texts(which, name).length ? h("ul", {}, texts(which, name).map((one) => h("li", {}, one))) : mean(which, name)))])));
}
