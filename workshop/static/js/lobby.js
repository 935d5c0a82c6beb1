/** The waiting room as the facilitator sees it: address, codes, QR, groups (salle d'attente). */
import { get, post } from "./api.js";
import { drawn, field, fill, h, live, select } from "./dom.js";
import { attempt, confirmed, shown, tell, tried } from "./frame.js";
import { t } from "./i18n.js";
import { number } from "./numbers.js";
import { shift } from "./board.js";

/** Return the tab. */
export async function lobby(hands) {
  const state = { address: "", links: null, secrets: false };
  const where = h("section", { class: "card" }), codes = h("section", {});

  async function load() {
    state.links = await tried(() => get(`${hands.base}/links${state.address ? `?address=${encodeURIComponent(state.address)}` : ""}`));
    if (!state.links) return;
    place();
    if (state.secrets) secrets();
  }

  function place() {
    const { room, addresses, address, screen } = state.links;
    const pick = addresses.length > 1 ? field(t("room.address"), select({ id: "address", onchange: (event) => { state.address = event.target.value; load(); } }, addresses.map((one) => [one, one]), address), t("room.address.help")) : null;
    fill(where, h("div", { class: "two" }, h("div", {}, h("h2", {}, t("room.join")), h("p", { class: "lead" }, `${t("room.open")} `, h("strong", {}, room.url)), h("p", {}, t("room.code")), h("p", { class: "big-code", id: "room-code" }, room.code), pick,
      addresses.length ? null : h("p", { class: "note warn" }, t("room.alone"))),
    h("div", { class: "qr" }, drawn(room.svg, t("room.qr", { url: room.url })), h("p", { class: "url" }, room.url))),
    h("div", { class: "row" }, h("a", { class: "button", href: `/s/${hands.sid}/a/sheet`, target: "_blank", rel: "noopener", id: "sheet" }, t("room.sheet")),
      h("a", { class: "button", href: `${location.origin}${screen.url.replace(/^\w+:\/\/[^/]+/, "")}`, target: "_blank", rel: "noopener", id: "screen" }, t("room.screen")),
      h("button", { type: "button", id: "reveal-codes", "aria-expanded": String(state.secrets), onclick: () => { state.secrets = !state.secrets; if (state.secrets) secrets(); else fill(codes); place(); } }, t(state.secrets ? "room.hide" : "room.show"))),
    h("p", { class: "help" }, t("room.secret")));
  }

  function secrets() {
    const { groups, observer, facilitator } = state.links;
    const one = (link, title, code) => h("div", { class: "card qr" }, h("h3", {}, title), drawn(link.svg, t("room.qr.group", { name: title })), code ? [h("p", { class: "help" }, t("room.group.code")), h("p", { class: "secret", "data-code": code }, code)] : null, h("p", { class: "url" }, link.url));
    fill(codes, h("h2", {}, t("room.codes")), h("div", { class: "grid" }, groups.map((group) => one(group, group.name, group.code)), one(observer, t("room.observer")), one(facilitator, t("room.facilitator"))));
  }

  async function rename(group) {
    const input = h("input", { id: "new-name", maxlength: "60", value: group.name });
    if (await confirmed(t("rename.title"), field(t("rename.field"), input), t("save"))) await attempt(async () => { await post(`${hands.base}/rename`, { group: group.id, name: input.value }); load(); });
  }

  async function reissue(group) {
    if (!(await confirmed(t("reissue.title", { name: group.name }), h("p", {}, t("reissue.text")), t("reissue.yes"), true))) return;
    await attempt(async () => {
      const { link } = await post(`${hands.base}/reissue`, { group: group.id });
      await load();
      shown(group.name, h("div", { class: "qr" }, drawn(link.svg, t("room.qr.group", { name: group.name })), h("p", { class: "secret" }, link.code), h("p", { class: "url" }, link.url)));
    });
  }

  const groups = live("section", { class: "card" }, (v) => [v.groups, v.screens], (v) => [h("h2", {}, t("room.groups")), h("p", { class: "help" }, t("room.connected", { n: number(v.groups.reduce((sum, one) => sum + one.devices, 0)), screens: number(v.screens) })),
    h("ul", { class: "tiles wide" }, v.groups.map((group) => h("li", { class: "tile", "data-group": group.id }, h("h3", {}, group.name), presence(group), group.first_names?.length ? h("p", { class: "help" }, group.first_names.join(", ")) : null,
      h("p", { class: "help" }, group.criteria ? t("room.criteria.done") : t("room.criteria.wait")),
      h("div", { class: "row" }, h("button", { type: "button", onclick: () => rename(group) }, t("rename")), h("button", { type: "button", class: "danger", onclick: () => reissue(group) }, t("reissue"))))))]);
  const start = live("section", { class: "card" }, (v) => [v.phase, v.allowed, v.turn], (v) => [h("h2", {}, t("room.start")), h("p", {}, t(["preparation", "lobby", "briefing"].includes(v.phase) ? `room.next.${v.phase}` : "room.started")), shift(hands, v),
    h("button", { type: "button", id: "test-screen", onclick: () => attempt(async () => { await post(`${hands.base}/message`, { text: t("room.test.text"), to: "all" }); tell(t("room.test.done")); }) }, t("room.test"))]);
  load();
  return { el: [start.el, where, groups.el, codes], update(v) { groups.update(v); start.update(v); } };
}

/** Return the chip that says whether a group is there: in words, with a mark of its own. */
export function presence(group) {
  if (group.devices) return h("span", { class: "chip good" }, t(group.devices === 1 ? "presence.one" : "presence.many", { n: number(group.devices) }));
  if (!group.last_seen) return h("span", { class: "chip calm off" }, t("presence.never"));
  return h("span", { class: "chip bad off", "data-gone": group.last_seen }, gone(group.last_seen));
}

function gone(at) {
  const seconds = Math.max(1, Math.round(Date.now() / 1000 - at));
  return t("presence.gone", { s: seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min` });
}
setInterval(() => document.querySelectorAll("[data-gone]").forEach((one) => { one.textContent = gone(Number(one.dataset.gone)); }), 5_000);
