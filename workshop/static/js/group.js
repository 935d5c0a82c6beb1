/** The page of a group, from its arrival to the debrief (groupe). */
import { enter, get, place } from "./api.js";
import { read } from "./catalogue.js";
import { fill, h, keeping, live } from "./dom.js";
import { attempt, clear, fail, frame, speakOf, where } from "./frame.js";
import { t } from "./i18n.js";
import { moment, phaseWord } from "./kpi.js";
import { clock } from "./numbers.js";
import { landOf, results } from "./results.js";
import { shaped } from "./shape.js";
import { Draft } from "./store.js";
import { listen } from "./stream.js";
import { debrief } from "./closing.js";
import { timer } from "./timer.js";
import { played, turnScreen } from "./turn.js";
import { arrival, arrived, nameOf, waiting } from "./waiting.js";

const at = place(), cache = new Map();
let base, view = null, draft, screen = { key: "", parts: [] }, land = null, drawing = null, again = false;
const body = await frame("group.title", async () => { await read(); await draw(true); });
fill(body, h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }));
addEventListener("error", (event) => fail(event.error));
addEventListener("unhandledrejection", (event) => fail(event.reason));

/** Return the whole result of a revealed turn; each is asked for once. */
async function result(turn) {
  const known = view.results.find((row) => row.turn === turn);
  const key = `${turn}:${JSON.stringify(known?.kpi ?? null)}`;
  if (!cache.has(key)) cache.set(key, { group: known?.group, ...shaped(await get(`${base}/results/${turn}`)) });
  return cache.get(key);
}

const revealed = () => view.results.map((row) => row.turn).filter((turn) => turn > 0 || view.practice).sort((a, b) => a - b);

async function lastKnown() {
  const turns = revealed().filter((turn) => turn > 0 && turn < view.turn);
  if (!turns.length) return null;
  const turn = turns.at(-1), before = turns.at(-2);
  return { turn, result: await result(turn), before: before ? await result(before) : null };
}

async function shown(turn) {
  const before = revealed().filter((one) => one > 0 && one < turn).at(-1);
  const table = view.game === "table";
  return results({ view, turn, result: await result(turn), before: before ? await result(before) : null, land, mine: view.criteria || [], move: view.moves.find((one) => one.turn === turn) || null, why: table && turn === 0 ? "" : `${base}/why/${turn}` });
}

function header() {
  return live("div", {}, (v) => [v.phase, v.turn, v.timer, v.groups], (v) => [
    h("div", { class: "row ends" }, h("p", { class: "phase-now" }, moment(v), " ", h("span", { class: `chip ${v.phase === "open" ? "good" : "wait"}` }, phaseWord(v.phase))), timer(v.timer)),
  ]);
}

const said = () => live("div", { role: "status", "aria-live": "polite" }, (v) => v.messages.slice(-3), (v) => v.messages.slice(-3).map((one) => h("p", { class: "note" }, h("strong", {}, `${clock(one.at)} ${t("message.from")} `), one.text)));

async function build() {
  const head = [header(), said()], phase = view.phase;
  if (["preparation", "lobby", "briefing"].includes(phase)) {
    if (!arrived(view)) return { parts: [], el: arrival(view, base, () => draw(true)) };
    const rest = waiting(base);
    return { parts: [...head, ...rest], el: [head.map((p) => p.el), h("div", { class: "two" }, h("div", {}, rest[0].el, rest[1].el), h("div", {}, rest[2].el, rest[3].el))] };
  }
  if (phase === "open" || phase === "locked") {
    const one = turnScreen(view, base, draft, land, await lastKnown());
    return { parts: [...head, one], turn: one, el: [head.map((p) => p.el), one.el] };
  }
  if (phase === "running") {
    const progress = live("section", { class: "card" }, (v) => v.progress, (v) => [h("h1", {}, t("running.title")), h("p", { class: "lead" }, t("running.text")), h("progress", v.progress ? { max: v.progress.total, value: v.progress.done, "aria-label": t("running.title") } : { "aria-label": t("running.title") })]);
    return { parts: [...head, progress], el: [head.map((p) => p.el), progress.el] };
  }
  const parts = phase === "reveal" ? await shown(view.turn) : await debrief(view, base, shown, revealed());
  return { parts: head, el: [head.map((p) => p.el), parts] };
}

const keyOf = () => JSON.stringify([view.phase, view.turn, Boolean(played(view)), arrived(view), view.results.length, view.phase === "debrief" ? [view.notes, view.answered] : 0]);

/** Draw the screen of this moment; only its parts change while the moment lasts. */
async function draw(force = false) {
  if (!view) return;
  if (drawing) { again = again || (force ? "force" : true); await drawing; return; }
  drawing = (async () => {
    where(h("strong", {}, nameOf(view)), ` · ${view.name || view.sid}`);
    draft.load(view.turn, view.draft, played(view));
    const key = keyOf();
    if (force || key !== screen.key) {
      const kept = scrollY;
      const next = await build(), instant = `${view.phase} ${view.turn}`, same = instant === screen.instant;
      if (same) keeping(body, () => fill(body, next.el)); else fill(body, next.el);
      screen = { key, instant, ...next };
      scrollTo(0, force || (same && view.phase === "debrief") ? kept : 0);
    }
    screen.parts.forEach((part) => part.update(view));
  })();
  try { await drawing; } finally { drawing = null; }
  if (again) { const hard = again === "force"; again = false; await draw(hard); }
}

const take = (next) => { view = next; draw().catch(fail); };

await attempt(async () => {
  await enter("g");
  const me = await get(`${at.base}/me`);
  base = `${at.base}/${me.group}`;
  draft = new Draft(base, `${at.sid}:${me.group}`, () => screen.turn?.refresh(), fail);
  const first = await get(`${base}/state`);
  await speakOf(first.lang);
  view = first;
  [, land] = await Promise.all([read(), landOf(view.setting)]);
  await draw();
  listen(base, {
    hello: take, state: take, draft: ({ draft: one }) => { view.draft = one; draft.take(one); },
    progress: (one) => { view.progress = one; screen.parts.forEach((part) => part.update(view)); },
    back: () => { draft.later(); draft.submitAgain(); }, gone: () => { clear(); fill(body, h("p", { class: "note warn" }, t("deleted.text"))); },
    revoked: () => fill(body, h("a", { class: "button", href: "/" }, t("home.back"))),
  });
}) ?? (view || fill(body, h("a", { class: "button main", href: "/" }, t("home.back"))));
