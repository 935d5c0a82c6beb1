/** The public screen and the observers: how to join, where we are, what is revealed; large type (écran public). */
import { enter, get, place } from "./api.js";
import { label, read } from "./catalogue.js";
import { comparison } from "./compare.js";
import { debriefing } from "./debriefing.js";
import { drawn, fill, h, live } from "./dom.js";
import { attempt, clear, fail, frame, speakOf, where } from "./frame.js";
import { t } from "./i18n.js";
import { moment, phaseWord } from "./kpi.js";
import { clock } from "./numbers.js";
import { shaped } from "./shape.js";
import { landOf } from "./results.js";
import { listen } from "./stream.js";
import { timer } from "./timer.js";

const at = place(), base = at.base, WELCOME = ["preparation", "lobby", "briefing"];
let view = null, parts = [], key = "", land = null, busy = Promise.resolve();
const body = await frame(at.role === "o" ? "observer.title" : "screen.title", async () => { await read(); key = ""; await draw(); });
fill(body, h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }));
addEventListener("error", (event) => fail(event.error));
addEventListener("unhandledrejection", (event) => fail(event.reason));

const hands = { base, sid: at.sid, role: at.role, get view() { return view; }, get land() { return land; }, result: async (group, turn) => shaped(await get(`${base}/results/${group}/${turn}`)) };

const groups = () => live("section", { class: "card" }, (v) => [v.groups, v.phase], (v) => [h("h2", {}, t("room.groups")), h("ul", { class: "tiles" }, v.groups.map((group) => h("li", { class: "tile" }, h("h3", {}, group.name),
  ["open", "locked"].includes(v.phase) ? h("span", { class: group.submitted ? "chip good" : "chip wait half" }, t(group.submitted ? "cell.played" : "cell.thinking")) : h("span", { class: group.devices ? "chip good" : "chip calm off" }, t(group.devices ? "presence.here" : "presence.never")))))]);

async function sections() {
  if (WELCOME.includes(view.phase)) {
    const join = live("section", { class: "card" }, (v) => [v.join, v.phase], (v) => h("div", { class: "two" }, h("div", {}, h("h1", {}, v.name || t("screen.welcome")), h("p", { class: "lead" }, t("screen.join")), h("p", { class: "big-code" }, v.join.code), v.join.urls.map((url) => h("p", {}, h("strong", {}, url))), h("p", {}, t("screen.group"))),
      v.join.svg ? h("div", { class: "qr" }, drawn(v.join.svg, t("room.qr", { url: v.join.urls[0] }))) : null));
    return [join, groups()];
  }
  if (view.phase === "reveal") return [await comparison(hands)];
  if (["debrief", "closed"].includes(view.phase)) return [await debriefing(hands), await comparison(hands)];
  const state = live("section", { class: "card" }, (v) => [v.phase, v.progress], (v) => [h("p", { class: "lead" }, t(`screen.${v.phase}`)), v.phase === "running" ? h("progress", { "aria-label": t("running.title"), ...(v.progress ? { max: v.progress.total, value: v.progress.done } : {}) }) : null]);
  return [state, groups(), ...(view.results.length ? [await comparison(hands)] : [])];
}

async function draw() {
  const now = JSON.stringify([view.phase, view.turn, view.anonymised]);
  if (now !== key) {
    const head = live("div", {}, (v) => [v.phase, v.turn, v.timer, v.shocks, v.messages], (v) => [WELCOME.includes(v.phase) ? null : h("div", { class: "row ends" }, h("p", { class: "phase-now" }, moment(v), " – ", phaseWord(v.phase)), timer(v.timer)),
      v.shocks.filter((one) => one.turn === v.turn).map((one) => h("p", { class: "note warn" }, t("shock.now", { what: label("shocks", one.type) }))), v.messages.slice(-1).map((one) => h("p", { class: "note" }, `${clock(one.at)} – ${one.text}`))]);
    const next = [head, ...(await sections())];
    fill(body, next.map((part) => part.el));
    [parts, key] = [next, now];
  }
  parts.forEach((part) => part.update(view));
  where(h("strong", {}, view.name || view.sid), ` · ${view.sid}`);
}

const take = (next) => { view = next; busy = busy.then(draw).catch(fail); };
await attempt(async () => {
  await enter(at.role);
  const first = await get(`${base}/state`);
  await speakOf(first.lang);
  view = first;
  [, land] = await Promise.all([read(), landOf(view.setting)]);
  await draw();
  listen(base, { hello: take, state: take, progress: (one) => { view.progress = one; parts.forEach((part) => part.update(view)); }, gone: () => { clear(); fill(body, h("p", { class: "note warn" }, t("deleted.text"))); } });
}) ?? (view || fill(body, h("a", { class: "button main", href: "/" }, t("home.back"))));
