/** What stands around every page: title, languages, contrast, connection, messages, foot (cadre). */
import { add, fill, h, keeping } from "./dom.js";
import { keep, kept, language, onLanguage, start, t, use } from "./i18n.js";
import { prepare, sentences } from "./api.js";

const parts = {};

/** Build the page and return its main part; draw() is called again when the language changes. */
export async function frame(title, draw, lang) {
  await Promise.all([start(lang), prepare()]);
  if (kept("contrast")) document.documentElement.dataset.contrast = kept("contrast");
  parts.title = title;
  parts.top = h("header", { class: "top" });
  parts.where = h("p", { class: "where" });
  parts.chip = h("span", { class: "chip calm", hidden: true, id: "connection", role: "status" });
  parts.errors = h("div", { class: "errors", role: "alert", id: "errors" });
  parts.news = h("div", { class: "news", role: "status", "aria-live": "polite" });
  parts.body = h("div", { id: "body" });
  parts.main = h("main", { id: "main", tabindex: "-1" }, parts.errors, parts.news, parts.body);
  parts.foot = h("footer", { class: "foot" });
  parts.skip = h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); parts.main.focus(); } });
  add(document.body, parts.skip, parts.top, parts.main, parts.foot);
  around();
  onLanguage(async () => { clear(); around(); await keeping(parts.body, draw); });
  return parts.body;
}

/** Write what stands around the page in the language of now. */
function around() {
  document.title = `${t(parts.title)} – essaimage`;
  parts.skip.textContent = t("skip");
  const tongue = (name, label) => h("button", {
    type: "button", lang: name, id: `lang-${name}`, "aria-pressed": String(language.now === name), onclick: () => use(name),
  }, label);
  const high = document.documentElement.dataset.contrast === "high";
  fill(parts.top,
    h("a", { class: "brand", href: "/" }, h("img", { src: "/static/icon.svg", alt: "" }), "essaimage"),
    parts.where, parts.chip,
    h("div", { class: "tools" },
      h("button", { type: "button", id: "contrast", "aria-pressed": String(high), onclick: contrast }, t("contrast")),
      h("div", { role: "group", "aria-label": t("language"), class: "tools" }, tongue("fr", "FR"), tongue("en", "EN"))));
  if (parts.state) chip(...parts.state);
  fill(parts.foot,
    h("a", { href: "/guide" }, t("guide.title")), h("a", { href: "/guide#limits" }, t("limits.title")),
    h("a", { href: "/guide#access" }, t("access.title")), h("a", { href: "/guide#privacy" }, t("privacy.title")),
    h("span", {}, t("foot.line")));
}

function contrast() {
  const high = document.documentElement.dataset.contrast === "high";
  if (high) delete document.documentElement.dataset.contrast; else document.documentElement.dataset.contrast = "high";
  keep("contrast", high ? null : "high");
  around();
}

/** Speak the workshop's language where this device has chosen none. */
export async function speakOf(lang) {
  if (kept("lang") || lang === language.now || !["fr", "en"].includes(lang)) return;
  await use(lang, false);
  around();
}

/** Say where one is, beside the title. */
export const where = (...what) => fill(parts.where, what);

/** Show or hide the chip of the connection: good, bad or wait, and the name of its text. */
export function chip(kind, key) {
  parts.state = [kind, key];
  const text = key ? t(key) : "";
  parts.chip.hidden = !text;
  parts.chip.className = `chip ${kind}${kind === "bad" ? " off" : ""}`;
  if (parts.chip.textContent !== (text || "")) parts.chip.textContent = text || "";
}

/** Take messages away. */
export function clear() { parts.errors.replaceChildren(); parts.news.replaceChildren(); }

/** Take away that the connection was lost; what else was refused meanwhile stays. */
export function recovered() {
  parts.news.replaceChildren();
  if (parts.errors.dataset.code === "E30") parts.errors.replaceChildren();
}

/** Show what the server refused, each sentence with its code; only errors are announced as alerts. */
export async function fail(error) {
  if (!error) return;
  const rows = error.code ? [error] : await sentences(error);
  const links = (row) => (row.field && document.getElementById(`field-${row.field}`)
    ? [" ", h("a", { href: `#field-${row.field}`, onclick: (event) => { event.preventDefault(); document.getElementById(`field-${row.field}`).focus(); } }, t("error.go"))] : null);
  parts.errors.dataset.code = rows[0].code;
  fill(parts.errors, h("div", { class: "note bad" }, rows.length > 1 ? h("p", {}, h("strong", {}, t("error.several"))) : null,
    rows.map((row) => h("p", {}, row.code ? h("strong", {}, `${row.code} `) : null, row.text, links(row)))));
  parts.errors.scrollIntoView({ block: "nearest" });
}

/** Say something that went well, politely. */
export const tell = (text, kind = "good") => fill(parts.news, text ? h("div", { class: `note ${kind}` }, h("p", {}, text)) : null);

/** Do something that may be refused: messages go away first, and come where it fails. */
export async function attempt(work) {
  clear();
  return tried(work);
}

/** Do something that nobody asked for: what is being read stays, unless it fails. */
export async function tried(work) {
  try { return await work(); } catch (error) { await fail(error); return null; }
}

/** Ask for confirmation in a dialog: true where it is given. Escape and the first button say no. */
export function confirmed(title, content, yes, danger = false) {
  return new Promise((resolve) => {
    const heading = h("h2", { id: "asked" }, title);
    const done = (answer) => { box.close(); box.remove(); resolve(answer); };
    const box = h("dialog", { "aria-labelledby": "asked", oncancel: (event) => { event.preventDefault(); done(false); } }, heading, content,
      h("div", { class: "row end" }, h("button", { type: "button", id: "asked-no", onclick: () => done(false) }, t("cancel")),
        h("button", { type: "button", id: "asked-yes", class: danger ? "danger" : "main", onclick: () => done(true) }, yes)));
    document.body.append(box);
    box.showModal();
  });
}

/** Show something in a dialog that is only closed. */
export function shown(title, ...content) {
  const box = h("dialog", { "aria-labelledby": "shown", onclose: () => box.remove() }, h("h2", { id: "shown" }, title), content,
    h("div", { class: "row end" }, h("button", { type: "button", class: "main", onclick: () => box.close() }, t("close"))));
  document.body.append(box);
  box.showModal();
}
