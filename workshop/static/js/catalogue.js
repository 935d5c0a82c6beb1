/** Names, units and cards of instruments, indicators, shocks, territories (catalogue). */
import { get } from "./api.js";
import { h } from "./dom.js";
import { shown } from "./frame.js";
import { both, has, language, t, typeset } from "./i18n.js";
import { euros } from "./numbers.js";

const kept = {};

/** Read the catalogue in the language of now. */
export async function read() {
  const now = language.now;
  if (!kept[now]) kept[now] = typeset(await get(`/api/catalogue?lang=${now}${location.pathname === "/new" ? "&for=new" : ""}`));
  return kept[now];
}

const all = (kind) => kept[language.now]?.[kind] || [];
const find = (kind, name) => all(kind).find((one) => one.name === name);

/** Return the rows of a kind: territories, instruments, shocks, assumptions. */
export const rows = (kind) => all(kind);

/** Return the name of a thing as people say it. */
export const label = (kind, name) => find(kind, name)?.label || (has(`${kind}.${name}`) ? t(`${kind}.${name}`) : String(name).replaceAll("_", " "));

/** Return what an actor of the table is called. */
export const actorLabel = (name) => all("actors").find((one) => one.actor === name)?.label || both(name);

/** Return an indicator: label, unit, which way is better. */
export function indicator(name) {
  const known = find("indicators", name) || { unit: "", good: "up" };
  return { definition: "", ...known, name, label: label("indicators", name), shown: ["share", "part", "0 to 1", "0 \u00e0 1"].includes(known.unit) ? "" : known.unit };
}

/** Return the names of the indicators of the tiles, those that a result holds. */
export const tiles = (result) => all("indicators").filter((one) => one.kpi && (!result?.kpi || one.name in result.kpi)).map((one) => one.name);

/** Return the indicators that may be chosen as criteria or predicted. */
export const judged = () => all("indicators").filter((one) => one.criterion).map((one) => one.name);

/** Return what one unit of an instrument costs and what it is; "" where it has no unit. */
export const unitCost = (row) => (row.unit_cost ? `${euros(row.unit_cost)}${row.unit ? ` (${both(row.unit)})` : ""}` : "");

/** Return rows in the order of their labels in the language of now. */
export const byLabel = (list) => [...list].sort((a, b) => a.label.localeCompare(b.label, language.now));

/** Show what an instrument is: the card. */
export function card(name) {
  const one = find("instruments", name) || { label: name };
  const facts = ["what", "example", "unit_cost", "who", "modelled", "limit"].map((key) => {
    const value = one[key];
    if (value === undefined || value === null || value === "") return null;
    const text = key === "unit_cost" && typeof value === "number" ? unitCost(one) : Array.isArray(value) ? value.map(both).join(", ") : both(value);
    return [h("dt", {}, h("strong", {}, t(`card.${key}`))), h("dd", {}, text)];
  });
  shown(one.label, facts.some(Boolean) ? h("dl", {}, facts) : h("p", {}, t("card.none"), " ", one.about || ""));
}
