/** Who paid what and whom it served; where each actor stands, what pushes and what holds back (argent, positions). */
import { label } from "./catalogue.js";
import { afar, h, table } from "./dom.js";
import { both, t } from "./i18n.js";
import { euros, number } from "./numbers.js";

const MOST = 3;  // communities named beside a line

const named = (groups, id) => groups.find((one) => one.id === id)?.name || t("ledger.group");

/** Return the table of the money of a result since the first turn, a row for each line and giver; nothing where none was given. */
export function ledger(result, groups) {
  const rows = (result.ledger || []).filter((row) => row.given > 0).sort((a, b) => b.given - a.given);
  if (!rows.length) return null;
  const far = afar();  // read from afar: less, and larger
  const sums = far ? ["given", "paid"] : ["given", "paid", "to_come", "unspent"], cut = !far && rows.some((row) => row.cut > 0);
  const columns = cut ? [...sums, "cut"] : sums;
  const alone = new Set(rows.map((row) => row.group)).size === 1;  // one payer: its name would say nothing
  const cells = (row) => columns.map((name) => euros(Math.round(row[name])));
  const total = Object.fromEntries(columns.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]));
  return h("section", { class: "card ledger" }, h("h3", {}, t("ledger.title")), h("p", { class: "help" }, t("ledger.help")),
    table(t("ledger.caption"), [...(alone ? [] : [t("ledger.payer")]), t("ledger.what"), ...columns.map((name) => t(`ledger.${name}`)), t("ledger.place")],
      [...rows.map((row) => [...(alone ? [] : [named(groups, row.group)]), label("instruments", row.tool), ...cells(row), served(result, row.line)]), [h("strong", {}, t("ledger.sum")), ...(alone ? [] : [""]), ...cells(total), ""]],
      columns.map((_, k) => k + (alone ? 1 : 2))));
}

/** Return the communities where most of a line was paid, those that get most first. */
function served(result, line) {
  const rows = Object.entries(result.serves?.[line] || {}).filter(([, sum]) => sum >= 1).sort((a, b) => b[1] - a[1]), whole = rows.reduce((sum, [, one]) => sum + one, 0);
  if (!rows.length) return t("absent");
  return rows.slice(0, MOST).map(([code, sum]) => `${code ? result.epci?.[code] || code : t("ledger.everywhere")} (${number((100 * sum) / whole, 0, { unit: "%" })})`).join(", ");
}

/** Return the table of where each actor stands after a turn, in words and as a number; nothing where groups are no actors. */
export function stances(result, groups) {
  if (!result.actors?.length) return null;
  const word = (stance) => (typeof stance !== "number" ? t("absent") : `${t(`stance.${stance > 0.15 ? "for" : stance < -0.15 ? "against.word" : "between"}`)} (${number(stance, 2, { sign: true })})`);
  const told = (all) => all?.length ? h("ul", {}, all.map((one) => h("li", {}, `${both(one)} (${number(one.value, 2)})`))) : t("absent");
  return h("section", { class: "card stances" }, h("h3", {}, t("stance.title")), h("p", { class: "help" }, t("stance.help")),
    table(t("stance.caption"), [t("stance.actor"), t("stance.stance"), t("stance.forces"), t("stance.against")],
      result.actors.map((row) => [[named(groups, row.group), row.label ? h("span", { class: "band" }, row.label) : null], word(row.stance), told(row.forces), told(row.resistances)])));
}
