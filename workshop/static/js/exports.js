/** What can be taken away: the whole, tables for French or other spreadsheets, journal, settings (exports). */
import { h, live, tick } from "./dom.js";
import { t } from "./i18n.js";

const FILES = [["export.zip", "zip"], ["moves.csv?variant=fr", "moves.fr"], ["moves.csv?variant=rfc", "moves.rfc"], ["results.csv?variant=fr", "results.fr"], ["results.csv?variant=rfc", "results.rfc"], ["session.yaml", "yaml"], ["journal.jsonl", "journal"], ["backup", "backup"]];

/** Return the tab. */
export async function exportsTab(hands) {
  const state = { names: false };
  const part = live("div", {}, (v) => [state.names, v.results.length > 0], (v) => [h("h2", {}, t("export.title")), h("p", {}, t("export.help")), v.results.length ? null : h("p", { class: "note" }, t("export.early")),
    tick(t("export.names"), { id: "names", "data-live": true, checked: state.names, onchange: (event) => { state.names = event.target.checked; part.update(hands.view); } }), h("p", { class: "help" }, t("export.names.help")),
    h("div", { class: "grid" }, FILES.map(([path, name]) => h("div", { class: "card" }, h("h3", {}, t(`export.${name}`)), h("p", {}, t(`export.${name}.help`)), h("a", { class: name === "zip" ? "button main" : "button", href: `${hands.base}/${path}${state.names && path !== "backup" ? `${path.includes("?") ? "&" : "?"}names=yes` : ""}`, "data-export": name, download: "" }, t("export.get"))))),
    h("button", { type: "button", onclick: () => print() }, t("print"))]);
  return { el: part.el, update: (v) => part.update(v) };
}
