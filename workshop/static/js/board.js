/** The board: groups by turns, phases one click at a time, what helps a room along (tableau de bord). */
import { post, said } from "./api.js";
import { label, rows } from "./catalogue.js";
import { field, h, line, live, select, table, tick } from "./dom.js";
import { attempt, confirmed, tell } from "./frame.js";
import { colon, t } from "./i18n.js";
import { moment, phaseWord, turnNumber, turnWord } from "./kpi.js";
import { presence } from "./lobby.js";
import { euros, number } from "./numbers.js";
import { playFor } from "./play.js";
import { timer } from "./timer.js";

const MAIN = { preparation: "lobby", lobby: "briefing", briefing: "open", open: "locked", locked: "running", running: "reveal", reveal: "open", debrief: "closed" };

/** Return the buttons of the phases that may come next, each from the turn and phase that are seen. */
export function shift(hands, v) {
  const word = (to) => (to === "open" ? (v.phase === "locked" ? "unlock" : v.phase === "reveal" ? "next" : "open") : to);
  async function go(to) {
    const absent = v.groups.filter((group) => !group.submitted).map((group) => group.name);
    if (v.phase === "open" && to === "locked" && absent.length && !(await confirmed(t("go.locked"), h("p", {}, t("go.absent", { names: absent.join(", ") })), t("go.locked")))) return;
    if (to === "closed" && !(await confirmed(t("go.closed"), h("p", {}, t("go.closed.text")), t("go.closed"), true))) return;
    await attempt(() => post(`${hands.base}/advance`, { turn: v.turn, phase: v.phase, to }));
  }
  const last = v.turn >= v.turns && v.phase === "reveal", main = last ? "debrief" : MAIN[v.phase];
  return h("div", { class: "row", id: "shift" }, (v.allowed || []).map((to) => h("button", { type: "button", "data-to": to, id: `go-${to}`, class: to === main ? "main" : "", onclick: () => go(to) }, t(`go.${word(to)}`))),
    v.phase === "running" && !v.allowed.includes("reveal") ? h("p", { class: "chip wait" }, t("go.wait")) : null);
}

/** Return the tab. */
export async function board(hands) {
  const parts = [
    live("section", { class: "card" }, (v) => [v.phase, v.turn, v.allowed, v.groups.map((g) => g.submitted), v.timer, v.year], (v) => [ways(v), h("div", { class: "row ends" }, h("p", { class: "phase-now", id: "phase" }, moment(v), " ", h("span", { class: `chip ${v.phase === "open" ? "good" : "wait"}` }, phaseWord(v.phase))), timer(v.timer)), shift(hands, v), clockTools(hands, v)]),
    live("div", { role: "status" }, (v) => [v.progress, v.phase], (v) => (v.phase === "running" && v.progress ? h("section", { class: "card" }, h("label", { for: "progress" }, t("running.progress", { done: v.progress.done, total: v.progress.total })), h("progress", { id: "progress", max: v.progress.total, value: v.progress.done })) : null)),
    live("div", {}, (v) => [v.failure, v.disk_low], (v) => [v.failure ? h("div", { class: "note bad", id: "failure" }, h("p", {}, t("run.failed", { ref: v.failure.ref }))) : null, v.disk_low ? h("div", { class: "note bad" }, h("p", {}, t("disk.low"))) : null]),
    live("section", { class: "card board" }, (v) => [v.groups, v.turn, v.phase, v.results.length], (v) => matrix(hands, v)),
    live("section", { class: "card" }, (v) => v.offers, (v) => (v.game === "table" ? offersTable(v) : null)),
    live("section", { class: "grid" }, (v) => [v.phase, v.turn, v.preview, v.anonymised, v.shocks, v.groups.map((g) => g.name)], (v) => tools(hands, v)),
  ];
  const late = h("p", { class: "note warn", hidden: true });
  let since = 0;
  const watch = setInterval(async () => { const v = hands.view; if (v.phase !== "running" || v.allowed.includes("reveal")) { since = 0; late.hidden = true; return; } since ||= Date.now(); const s = Math.round((Date.now() - since) / 1000); if (s > 30) { late.textContent = `E41 ${(await said("E41", { s })).text}`; late.hidden = false; } }, 5000);
  return { el: [late, parts.map((part) => part.el)], update: (v) => parts.forEach((part) => part.update(v)), close: () => clearInterval(watch) };
}

const ways = (v) => h("ol", { class: "steps", "aria-label": t("phases") }, ["lobby", "briefing", "open", "locked", "running", "reveal", "debrief", "closed"].map((phase) => h("li", { "aria-current": phase === v.phase ? "step" : null }, phaseWord(phase))));

function clockTools(hands, v) {
  const set = (seconds) => attempt(() => post(`${hands.base}/timer`, { seconds }));
  return h("div", { class: "row" }, h("span", { class: "label" }, t("timer")), [5, 10, 15].map((n) => h("button", { type: "button", onclick: () => set(n * 60) }, t("timer.minutes", { n }))), v.timer ? h("button", { type: "button", onclick: () => set(null) }, t("timer.stop")) : null);
}

function matrix(hands, v) {
  const turns = Array.from({ length: v.turns }, (_, k) => k + 1);
  if (v.practice || v.turn === 0 || v.setting.practice) turns.unshift(0);
  const cell = (group, turn) => {
    const move = group.moves.find((one) => one.turn === turn), total = move ? Object.values(move.moves).reduce((a, b) => a + b, 0) + shared(move, group.id) : 0;
    if (move) return [h("span", { class: "chip good" }, t(move.by === "facilitator" ? "cell.by" : "cell.played")), h("br"), euros(total)];
    if (turn !== v.turn || !["open", "locked"].includes(v.phase)) return turn < v.turn ? t("cell.none") : "–";
    return h("span", { class: group.drafted ? "chip wait half" : "chip calm off" }, t(group.drafted ? "cell.draft" : group.devices ? "cell.empty" : group.last_seen ? "cell.offline" : "presence.never"));
  };
  const acts = (group) => {
    const move = group.moves.find((one) => one.turn === v.turn), now = ["open", "locked"].includes(v.phase);
    return h("div", { class: "row" }, now && !move ? h("button", { type: "button", "data-play": group.id, onclick: () => playFor(hands, v, group) }, t("play.for")) : null,
      now && move ? h("button", { type: "button", class: group.reopen_asked ? "main" : "", "data-reopen": group.id, onclick: () => attempt(() => post(`${hands.base}/reopen`, { group: group.id, turn: v.turn })) }, t(group.reopen_asked ? "reopen.wanted" : "reopen.do")) : null);
  };
  const heads = [t("group"), t("board.here"), ...turns.map(turnWord), t("board.act")];
  return [h("h2", {}, t("board.title")), table(t("board.title"), heads,
    v.groups.map((group) => line(heads, [group.name, presence(group), ...turns.map((turn) => cell(group, turn)), acts(group)], [], { "data-group": group.id })))];
}

/** Return what a group pays in the offers of a turn that stand. */
const shared = (move, group) => (move.offers || []).reduce((sum, one) => sum + (one.from === group ? one.from_pays : one.to_pays), 0);

function offersTable(v) {
  const name = (id) => v.groups.find((one) => one.id === id)?.name || id;
  return [h("h2", {}, t("offer.title")), v.offers.length ? h("ul", {}, v.offers.map((one) => h("li", {}, `${turnWord(one.turn)} · ${name(one.from)} → ${name(one.to)}${colon()}${label("instruments", one.instrument)}, ${euros(one.euros)} (${euros(one.from_pays)} + ${euros(one.to_pays)}) – ${t(`offer.state.${one.state}`)}`))) : h("p", {}, t("offer.none"))];
}

function tools(hands, v) {
  const send = (path, body, done) => attempt(async () => { await post(`${hands.base}/${path}`, body); if (done) tell(done); });
  const text = h("textarea", { id: "message", maxlength: "500" }), to = select({ id: "message-to" }, [["all", t("all")], ...v.groups.map((one) => [one.id, one.name])], "all");
  const kind = select({ id: "shock" }, rows("shocks").map((one) => [one.name, one.label])), hide = h("input", { type: "checkbox", id: "shock-hide" });
  const undo = async () => { if (await confirmed(t("undo"), h("p", {}, t("undo.text")), t("undo"), true)) await send("undo", { turn: v.turn, phase: v.phase }, t("undo.done")); };
  const strike = async () => { if (await confirmed(t("shock.do"), h("p", {}, t("shock.sure", { what: label("shocks", kind.value), k: turnNumber(v.turn) })), t("shock.do"))) await send("shock", { type: kind.value, surprise: hide.checked }, t("shock.done")); };
  const playing = ["open", "locked"].includes(v.phase);
  return [
    h("div", { class: "card" }, h("h3", {}, t("message.title")), field(t("message.to"), to), field(t("message.text"), text), h("button", { type: "button", id: "send", onclick: async () => { if (text.value.trim()) { await send("message", { text: text.value, to: to.value }, t("message.sent")); text.value = ""; } } }, t("send"))),
    h("div", { class: "card" }, h("h3", {}, t("shock.title")), field(t("shock.which"), kind), h("label", { class: "tick" }, hide, t("shock.surprise")), h("button", { type: "button", id: "strike", disabled: !playing, onclick: strike }, t("shock.do")), playing ? null : h("p", { class: "help" }, t("shock.when")),
      v.shocks.length ? h("ul", {}, v.shocks.map((one) => h("li", {}, `${turnWord(one.turn)}${colon()}${label("shocks", one.type)}${one.surprise ? ` (${t("shock.surprise.short")})` : ""}`))) : null),
    h("div", { class: "card" }, h("h3", {}, t("switches")), tick(t("switch.preview"), { id: "switch-preview", "data-live": true, checked: v.preview || v.setting.preview && !playing, onchange: (event) => send("preview", { on: event.target.checked }) }), tick(t("switch.anonymous"), { id: "switch-anonymous", "data-live": true, checked: v.anonymised, onchange: (event) => send("anonymise", { on: event.target.checked }) }),
      h("hr"), h("button", { type: "button", class: "danger", id: "undo", onclick: undo, disabled: !["open", "locked", "running", "reveal", "debrief"].includes(v.phase) || (v.phase === "open" && !v.results.length) }, t("undo")), h("p", { class: "help" }, t("undo.help")),
      h("hr"), h("button", { type: "button", id: "backup", onclick: () => attempt(async () => { const made = await post(`${hands.base}/backup`); tell(t("backup.done", { file: made.file, n: number(made.bytes / 1000) })); }) }, t("backup"))),
  ];
}
