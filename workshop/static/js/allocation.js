/** What a group spends: a line an instrument, the purse that is left, saved as it changes (répartition). */
import { card, label, rows, unitCost } from "./catalogue.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { clock, euros, number, typed } from "./numbers.js";

const STEPS = 200;  // of a slider over the purse

/** Return a round step for a slider: 1, 2 or 5 times a power of ten. */
export function step(most) {
  const raw = Math.max(1, most / STEPS), ten = 10 ** Math.floor(Math.log10(raw));
  return Math.max(1, [1, 2, 5, 10].map((k) => k * ten).find((one) => one >= raw));
}

/** Return the lines of a turn: {el, show(frozen, whole)}; whole: another purse, for the sliders' ends; bounds: {name: [least, most]}; a line not of one's competence is left out. */
export function allocation(draft, bounds, purse, competences) {
  const names = Object.keys(bounds).filter((name) => !competences || competences.includes(name));
  const lines = names.map((name) => line(draft, name, bounds[name], purse));
  const paid = rows("instruments");
  const el = h("div", { class: "lines" }, lines.map((one) => one.el),
    names.length ? null : h("p", {}, t("alloc.none", { n: paid.length })));
  return { el, show: (frozen, whole) => lines.forEach((one) => one.show(frozen, whole)) };
}

function line(draft, name, [least, most], purse) {
  const title = label("instruments", name), row = rows("instruments").find((one) => one.name === name) || {};
  const top = Math.max(most ?? purse, 1);
  const range = h("input", { type: "range", id: `range-${name}`, "data-live": true, min: 0, max: top, step: step(top), "aria-label": t("alloc.slider", { name: title }) });
  const amount = h("input", { class: "amount", id: `field-${name}`, "data-live": true, inputmode: "numeric", autocomplete: "off", "aria-label": t("alloc.amount", { name: title }), "aria-describedby": `cost-${name}` });
  const cost = h("p", { class: "cost", id: `cost-${name}` });
  const info = h("button", { type: "button", class: "info", "aria-label": t("alloc.card", { name: title }), onclick: () => card(name) }, "?");
  const el = h("div", { class: "line" }, h("span", { class: "name" }, title),
    h("span", { class: "given" }, amount, h("span", { "aria-hidden": "true" }, "€"), info), range, cost);

  range.addEventListener("input", () => { draft.set(name, Number(range.value)); });
  amount.addEventListener("input", () => { const value = typed(amount.value); draft.set(name, value); });
  amount.addEventListener("blur", () => show());

  function told(value) {
    if (!Number.isFinite(value)) return t("alloc.bad");
    const bad = value && (value < least || (most !== null && value > most));
    const limits = least || most !== null ? t("alloc.bounds", { least: euros(least), most: most === null ? t("alloc.purse") : euros(most) }) : "";
    const units = row.unit_cost ? t("alloc.cost", { cost: unitCost(row) }) : "";
    return [bad ? t("alloc.out") : "", units, limits, draft.theirs.has(name) ? t("alloc.theirs") : ""].filter(Boolean).join(" · ");
  }

  let seen = "";  // what the line shows: one slider moves, the others stay as they are
  function show(frozen = range.disabled, whole = 0) {
    const value = draft.moves[name] ?? 0, now = [frozen, whole, value, draft.theirs.has(name), document.activeElement === amount].join();
    if (now === seen) return;
    seen = now;
    if (whole && most === null && Number(range.max) !== whole) { range.max = whole; range.step = step(whole); }
    range.disabled = frozen;
    amount.readOnly = frozen;
    if (Number.isFinite(value)) {
      if (Number(range.value) !== value) range.value = value;
      range.setAttribute("aria-valuetext", euros(value));
      if (document.activeElement !== amount || draft.theirs.has(name)) amount.value = number(value);
    }
    const bad = !Number.isFinite(value) || (value && (value < least || (most !== null && value > most)));
    amount.setAttribute("aria-invalid", String(Boolean(bad)));
    el.classList.toggle("changed", draft.theirs.has(name));
    const text = told(value);
    if (cost.textContent !== text) cost.textContent = text;
  }
  show(false);
  return { el, show };
}

/** Return the bar of the purse: {el, update()}; what is left is said politely, beside its colour. */
export function purse(draft, whole) {
  const part = h("div", {}), bar = h("div", { class: "bar", "aria-hidden": "true" }, part);
  const text = h("p", { "aria-live": "polite", id: "left" }), state = h("p", { class: "help", id: "saved" });
  const el = h("div", { class: "card purse" }, bar, text, state);
  let later = null;
  function update(available = whole) {
    const spent = draft.total(), left = available - spent;
    part.style.width = `${Math.min(100, available > 0 ? (100 * spent) / available : spent ? 100 : 0)}%`;
    bar.classList.toggle("over", left < 0);
    el.classList.toggle("over", left < 0);
    const said = left < 0 ? t("purse.over", { x: euros(-left) }) : t("purse.left", { left: euros(left), whole: euros(available) });
    text.dataset.left = left;
    clearTimeout(later);
    later = setTimeout(() => { if (text.textContent !== said) text.textContent = said; }, text.textContent ? 60 : 0);
    const kept = saved(draft);
    if (state.textContent !== kept) state.textContent = kept;
    return left;
  }
  return { el, update };
}

function saved(draft) {
  const at = draft.at ? clock(draft.at) : "";
  return t(`saved.${draft.state}${draft.state === "saved" && !at ? ".never" : ""}`, { at });
}

/** Say whether every line is a whole amount within its bounds. */
export const sound = (draft, bounds) => Object.entries(bounds).every(([name, [least, most]]) => {
  const value = draft.moves[name] ?? 0;
  return Number.isInteger(value) && (value === 0 || (value >= least && (most === null || value <= most)));
});
