/** The sheets to print: one for the wall, one a group with its code, one of paper moves (feuilles A4). */
import { get, place } from "./api.js";
import { actorLabel, label, read } from "./catalogue.js";
import { drawn, fill, h } from "./dom.js";
import { attempt, frame, speakOf, where } from "./frame.js";
import { both, t } from "./i18n.js";
import { euros } from "./numbers.js";

const at = place();
let links = null, view = null;
const body = await frame("sheet.title", async () => { await read(); draw(); });

function group(link) {
  const row = view.setting.groups?.[Number(link.id.slice(1)) - 1] || {};
  return h("section", { class: "card sheet" }, h("h2", {}, link.name), row.actor ? h("p", {}, t("brief.actor", { actor: actorLabel(row.actor) })) : null, h("div", { class: "two" },
    h("div", { class: "qr" }, drawn(link.svg, t("room.qr.group", { name: link.name })), h("p", { class: "url" }, link.url)),
    h("div", {}, h("p", {}, t("sheet.one")), h("p", {}, t("sheet.two", { url: links.room.url })), h("p", {}, t("room.code")), h("p", { class: "secret big-code" }, links.room.code), h("p", {}, t("room.group.code")), h("p", { class: "secret big-code" }, link.code))),
  row.brief ? h("p", {}, both(row.brief)) : h("p", {}, t(`brief.${view.game}`)), h("p", { class: "help" }, t("sheet.keep")));
}

const moves = () => h("section", { class: "card sheet" }, h("h2", {}, t("paper.title")), h("p", {}, t("paper.help")), ["group", "turn", "purse"].map((name) => h("p", { class: "paper-line" }, t(`paper.${name}`))), h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("new.instrument")), h("th", { scope: "col" }, t("paper.sum")))),
  h("tbody", {}, Object.keys(view.setting.instruments).map((name) => h("tr", {}, h("th", { scope: "row" }, label("instruments", name)), h("td", {}, "\u2026\u2026\u2026\u2026\u2026\u2026 €"))))), h("p", { class: "paper-line" }, t("paper.total")), h("p", { class: "paper-line" }, t("paper.predict")), h("p", { class: "paper-line" }, t("paper.why")));

function draw() {
  if (!links) return;
  where(h("strong", {}, view.name || view.sid));
  fill(body, h("div", { class: "row no-print" }, h("button", { type: "button", class: "main", onclick: () => print() }, t("print")), h("a", { class: "button", href: `/s/${at.sid}/a/` }, t("back"))),
    h("section", { class: "card sheet" }, h("h1", {}, view.name || t("screen.welcome")), h("p", { class: "lead" }, t("room.open"), " ", h("strong", {}, links.room.url)), h("p", { class: "big-code" }, links.room.code), h("div", { class: "qr" }, drawn(links.room.svg, t("room.qr", { url: links.room.url }))), h("p", {}, t("sheet.budget", { budget: euros(view.setting.budget), turns: view.turns, years: view.years_a_turn }))),
    links.groups.map(group), moves());
}

await attempt(async () => {
  [links, view] = await Promise.all([get(`${at.base}/links`), get(`${at.base}/state`)]);
  await speakOf(view.lang);
  await read();
  draw();
}) ?? (links || fill(body, h("a", { class: "button", href: "/" }, t("home.back"))));
