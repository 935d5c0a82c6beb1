/** The facilitator's guide: three hours, five days, scripts, paper, glossary, limits, privacy, access (guide). */
import { fill, h, line, table } from "./dom.js";
import { frame, where } from "./frame.js";
import { also, has, t } from "./i18n.js";

const PARTS = ["start", "before", "hours", "days", "scripts", "table", "paper", "trouble", "resume", "glossary", "limits", "access", "privacy"];
const body = await frame("guide.title", async () => { await also("guide"); draw(); });

const many = (stem) => { const found = []; for (let k = 1; has(`${stem}.${k}`) || has(`${stem}.${k}.when`) || has(`${stem}.${k}.word`); k += 1) found.push(k); return found; };

/** Return the steps of a day: when, what to do, what to say, without machines. */
function plan(stem) {
  const heads = ["when", "do", "say", "paper"].map((name) => t(`plan.${name}`)), step = (k, name) => t(`${stem}.step.${k}.${name}`);
  return table(t(`${stem}.title`), heads, many(`${stem}.step`).map((k) => line(heads, [h("th", { scope: "row", class: "when" }, step(k, "when")), ...["do", "say", "paper"].map((name) => step(k, name))])));
}

const words = (stem) => h("dl", {}, many(`${stem}.term`).map((k) => [h("dt", {}, h("strong", {}, t(`${stem}.term.${k}.word`))), h("dd", {}, t(`${stem}.term.${k}.means`))]));

function part(name) {
  const stem = `g.${name}`, texts = many(`${stem}.p`).map((k) => h("p", {}, t(`${stem}.p.${k}`))), list = many(`${stem}.li`).map((k) => h("li", {}, t(`${stem}.li.${k}`)));
  const common = name === "limits" ? h("ul", {}, [1, 2, 3, 4, 5].map((k) => h("li", {}, t(`limits.${k}`)))) : null;
  return h("section", { id: name, class: "card", tabindex: "-1" }, h("h2", {}, t(`${stem}.title`)), texts, common, list.length ? h(name === "start" || name === "resume" ? "ol" : "ul", {}, list) : null, has(`${stem}.step.1.when`) ? plan(stem) : null, has(`${stem}.term.1.word`) ? words(stem) : null);
}

function draw() {
  where(t("guide.where"));
  fill(body, h("h1", {}, t("guide.title")), h("p", { class: "lead" }, t("g.lead")), h("div", { class: "row no-print" }, h("button", { type: "button", onclick: () => print() }, t("print"))),
    h("nav", { class: "card no-print", "aria-label": t("guide.contents") }, h("ol", {}, PARTS.map((name) => h("li", {}, h("a", { href: `#${name}` }, t(`g.${name}.title`)))))), PARTS.map(part));
  jump();
}

function jump() { const to = document.getElementById(location.hash.slice(1)); if (to) { to.scrollIntoView(); to.focus({ preventScroll: true }); } }
addEventListener("hashchange", jump);
await also("guide");
draw();
