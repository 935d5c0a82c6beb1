/** The assumptions of the model, each with its source: not convinced? change it (hypothèses). */
import { rows } from "./catalogue.js";
import { h } from "./dom.js";
import { both, t } from "./i18n.js";
import { number } from "./numbers.js";

/** Return the panel; what is changed goes to values.params. */
export function assumptions(values, changed) {
  const list = rows("assumptions");
  const digits = (one) => (Math.abs(one.default) >= 10 ? 0 : Math.abs(one.default) >= 1 ? 2 : 3);
  const line = (one) => {
    const id = `assume-${one.name.replaceAll(".", "-")}`, now = values.params[one.name] ?? one.default;
    const input = h("input", { type: "number", id, class: "amount", min: one.low ?? null, max: one.high ?? null, step: one.step ?? "any", value: now, "aria-describedby": `${id}-why`, oninput: () => { if (input.value === "" || Number(input.value) === one.default) delete values.params[one.name]; else values.params[one.name] = Number(input.value); changed(); } });
    return h("div", { class: "line" }, h("label", { class: "name", for: id }, both(one.label)), h("span", { class: "given" }, input, h("button", { type: "button", onclick: () => { input.value = one.default; input.dispatchEvent(new Event("input")); } }, t("assume.back"))),
      h("p", { class: "cost", id: `${id}-why` }, one.meaning ? `${both(one.meaning)} ` : "", t("assume.why", { unit: both(one.unit) || "–", value: number(one.default, digits(one)), low: one.low === undefined ? t("absent") : number(one.low, digits(one)), high: one.high === undefined ? t("absent") : number(one.high, digits(one)), source: both(one.source) || t("absent") })));
  };
  return h("details", { class: "card", id: "assumptions" }, h("summary", {}, t("assume.title")), h("p", {}, t("assume.help")), list.length ? list.map(line) : h("p", { class: "note" }, t("assume.none")));
}
