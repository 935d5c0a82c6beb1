/** The page of the facilitator: room, board, comparison, debrief, exports, laptop (animateur). */
import { enter, get, place } from "./api.js";
import { board } from "./board.js";
import { read } from "./catalogue.js";
import { comparison } from "./compare.js";
import { fill, h } from "./dom.js";
import { exportsTab } from "./exports.js";
import { attempt, clear, fail, frame, speakOf, where } from "./frame.js";
import { t } from "./i18n.js";
import { phaseWord } from "./kpi.js";
import { lobby } from "./lobby.js";
import { debriefing } from "./debriefing.js";
import { shaped } from "./shape.js";
import { landOf, mapPath } from "./results.js";
import { listen } from "./stream.js";
import { systemTab } from "./system.js";

const at = place(), base = at.base, TABS = { room: lobby, board, compare: comparison, debrief: debriefing, exports: exportsTab, system: systemTab };
let view = null, now = "", shown = null, land = null;
const body = await frame("facilitator.title", async () => { await read(); if (view) take(view); if (now) await open(now, true); });
const tabs = h("nav", { class: "tabs", "aria-label": t("tabs") }), panel = h("div", { id: "panel" });
fill(body, h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }));
addEventListener("error", (event) => fail(event.error));
addEventListener("unhandledrejection", (event) => fail(event.reason));

/** What a tab may use. */
const hands = {
  base, sid: at.sid, role: "a", get view() { return view; }, get land() { return land; },
  result: async (group, turn) => shaped(await get(`${base}/results/${group}/${turn}`)),
};

/** Show a tab; the address keeps its name, so that a reload comes back to it. */
async function open(name, force = false) {
  if (!force && name === now) return;
  now = name;
  history.replaceState(null, "", `${location.pathname}#${name}`);
  tabs.setAttribute("aria-label", t("tabs"));
  fill(tabs, Object.keys(TABS).map((one) => h("button", { type: "button", id: `tab-${one}`, "aria-current": one === now ? "true" : null, onclick: () => open(one) }, t(`tab.${one}`))));
  shown?.close?.();
  const mine = await TABS[name](hands);
  if (name !== now) return;  // another tab was asked for meanwhile
  shown = mine;
  fill(panel, mine.el);
  mine.update(view);
}

function take(next) {
  const path = view && mapPath(view.setting);
  view = next;
  where(h("strong", {}, view.name || view.sid), ` · ${view.sid} · ${view.turn ? t("turn.short", { k: view.turn }) : ""} ${phaseWord(view.phase)}`);
  if (path && path !== mapPath(view.setting)) landOf(view.setting).then((found) => { land = found; });
  shown?.update(view);
}

await attempt(async () => {
  const tab = location.hash.slice(1);
  await enter("a");
  const first = await get(`${base}/state`);
  await speakOf(first.lang);
  [, land] = await Promise.all([read(), landOf(first.setting)]);
  take(first);
  fill(body, tabs, panel);
  await open(tab in TABS ? tab : ["preparation", "lobby"].includes(view.phase) ? "room" : "board");
  listen(base, {
    hello: take, state: take,
    progress: (one) => { view.progress = one; shown?.update(view); },
    presence: (one) => { view = { ...view, screens: one.screens, observers: one.observers, groups: view.groups.map((group) => ({ ...group, ...one.groups[group.id] })) }; shown?.update(view); },
    gone: () => { clear(); fill(body, h("p", { class: "note warn" }, t("deleted.text")), h("a", { class: "button", href: "/" }, t("home.back"))); },
  });
}) ?? (view || fill(body, h("a", { class: "button main", href: "/" }, t("home.back"))));
