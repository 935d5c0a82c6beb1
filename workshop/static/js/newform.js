/** Every setting of a workshop as fields; the setting is changed in place, and told (champs de la préparation). */
import { byLabel, rows as listed, unitCost } from "./catalogue.js";
import { field, fill, h, line, select, table, tick } from "./dom.js";
import { both, t } from "./i18n.js";
import { number } from "./numbers.js";

const MOST_GROUPS = 8;

/** Return the form; redraw() draws it again where its shape changes. */
export function form(setting, changed, redraw) {
  const put = (name, value) => { setting[name] = value; changed(); };
  const whole = (name, label, help, least, most) => field(label, h("input", { type: "number", id: name, min: least, max: most, step: 1, value: setting[name] ?? "", oninput: (event) => put(name, event.target.value === "" ? null : Number(event.target.value)) }), help);
  const box = (name, label) => tick(label, { id: name, checked: Boolean(setting[name]), onchange: (event) => put(name, event.target.checked) });
  return h("form", { onsubmit: (event) => event.preventDefault() },
    h("fieldset", { class: "card" }, h("legend", {}, t("new.general")), h("div", { class: "grid" },
      field(t("new.name"), h("input", { id: "name", maxlength: 80, value: setting.name || "", oninput: (event) => put("name", event.target.value) })),
      field(t("new.game"), select({ id: "game", onchange: (event) => { put("game", event.target.value); redraw(); } }, [["paralleles", t("game.paralleles")], ["table", t("game.table")]], setting.game), t(`game.${setting.game}.help`)),
      field(t("new.lang"), select({ id: "lang", onchange: (event) => put("lang", event.target.value) }, [["fr", t("lang.fr")], ["en", t("lang.en")]], setting.lang)))),
    territories(setting, put), groups(setting, changed, redraw),
    h("fieldset", { class: "card" }, h("legend", {}, t("new.turns")), h("div", { class: "grid" }, whole("turns", t("new.turns.n"), t("new.turns.help"), 1, 12), whole("years_a_turn", t("new.years"), t("new.years.help"), 1, 10), whole("budget", t("new.budget"), t("new.budget.help"), 1, 1e12), whole("seeds", t("new.seeds"), t("new.seeds.help"), 1, 100)),
      h("div", { class: "row" }, box("carry_over", t("new.carry")), box("practice", t("new.practice")), box("prediction", t("new.prediction")), box("preview", t("new.preview")))),
    instruments(setting, changed), shocks(setting, changed, redraw));
}

function territories(setting, put) {
  const rows = listed("territories").filter((one) => one.name !== "file");
  const order = ["chalon_creusot", "littoral_occitan", "saint_die_vosges", "mirecourt"];
  rows.sort((a, b) => (order.indexOf(a.name) + 99) % 99 - (order.indexOf(b.name) + 99) % 99);
  return h("fieldset", { class: "card", id: "territory", tabindex: "-1" }, h("legend", {}, t("new.territory")), h("div", { class: "grid" }, rows.map((one) => h("label", { class: "tile" }, h("span", { class: "row" }, h("input", { type: "radio", name: "territory", value: one.name, checked: setting.territory === one.name, onchange: () => put("territory", one.name) }), h("strong", {}, one.label)),
    one.population ? h("span", { class: "band" }, t("new.people", { n: number(one.population), places: number(one.places) })) : null, one.about ? h("span", { class: "band" }, both(one.about)) : null, one.credit ? h("span", { class: "band" }, both(one.credit)) : null))));
}

function groups(setting, changed, redraw) {
  const rows = setting.groups;
  const resize = (n) => { const many = Math.min(MOST_GROUPS, Math.max(1, n)); while (rows.length < many) rows.push({ name: t("new.group", { k: rows.length + 1 }) }); rows.length = many; changed(); redraw(); };
  const put = (row, name, value) => { if (value === null || value === "") delete row[name]; else row[name] = value; changed(); };
  const one = (row, k) => h("div", { class: "card" }, field(t("new.group.name", { k: k + 1 }), h("input", { id: `group-${k}`, maxlength: 60, value: row.name, oninput: (event) => put(row, "name", event.target.value) })),
    setting.game === "table" ? [field(t("new.purse"), h("input", { type: "number", id: `purse-${k}`, min: 0, step: 1, value: row.purse ?? "", oninput: (event) => put(row, "purse", event.target.value === "" ? null : Number(event.target.value)) }), t("new.purse.help")), h("p", { class: "help" }, row.competences ? t("new.may", { n: row.competences.length }) : t("new.may.all"))] : null,
    h("details", { id: `brief-${k}` }, h("summary", {}, t("new.brief")), ["fr", "en"].map((lang) => field(t(`new.brief.${lang}`), h("textarea", { id: `brief-${k}-${lang}`, maxlength: 900, value: row.brief?.[lang] || "", oninput: (event) => { row.brief = { fr: "", en: "", ...row.brief, [lang]: event.target.value }; changed(); } })))));
  const count = h("input", { type: "number", id: "groups", min: 1, max: MOST_GROUPS, value: rows.length, onchange: () => resize(Number(count.value) || 1) });
  return h("fieldset", { class: "card" }, h("legend", {}, t("new.groups")), field(t("new.groups.n"), count, t("new.groups.help")), h("div", { class: "grid" }, rows.map(one)));
}

function instruments(setting, changed) {
  const held = {}, rows = byLabel(listed("instruments"));
  const one = (row) => {
    const on = row.name in setting.instruments, [least, most] = setting.instruments[row.name] || [0, null];
    const inputs = [["least", least || "", 0], ["most", most ?? "", 1]].map(([name, value, k]) => h("input", { type: "number", class: "amount", id: `${name}-${row.name}`, min: 0, step: 1, value, disabled: !on, "aria-label": t(`new.${name}`, { name: row.label }), oninput: (event) => { const two = [...setting.instruments[row.name]]; two[k] = event.target.value === "" ? (k ? null : 0) : Number(event.target.value); setting.instruments[row.name] = two; changed(); } }));
    const box = h("input", { type: "checkbox", id: `on-${row.name}`, checked: on, onchange: () => { if (box.checked) setting.instruments[row.name] = held[row.name] || [0, null]; else { held[row.name] = setting.instruments[row.name]; delete setting.instruments[row.name]; } inputs.forEach((input) => { input.disabled = !box.checked; }); changed(); } });
    return [h("label", { class: "tick" }, box, h("span", {}, row.label)), unitCost(row) || t("absent"), inputs[0], inputs[1]];
  };
  const heads = ["instrument", "cost", "least.head", "most.head"].map((name) => t(`new.${name}`));
  return h("fieldset", { class: "card" }, h("legend", {}, t("new.instruments")), h("p", { class: "help" }, t("new.instruments.help")), table(t("new.instruments"), heads, rows.map((row) => line(heads, one(row))), [], { class: "stack middle" }));
}

function shocks(setting, changed, redraw) {
  const kinds = listed("shocks").map((one) => [one.name, one.label]), list = h("div", {});
  const rows = () => setting.shocks || (setting.shocks = []);
  const one = (row, k) => h("div", { class: "row" }, h("label", { class: "label", for: `shock-turn-${k}` }, t("turn")), h("input", { type: "number", id: `shock-turn-${k}`, min: 1, max: setting.turns, value: row[0], oninput: (event) => { row[0] = Number(event.target.value) || 1; changed(); } }),
    select({ id: `shock-${k}`, "aria-label": t("shock.which"), onchange: (event) => { row[1] = event.target.value; changed(); } }, kinds, row[1]), tick(t("shock.surprise.short"), { checked: row[2], onchange: (event) => { row[2] = event.target.checked; changed(); } }),
    h("button", { type: "button", class: "danger", "aria-label": t("new.shock.remove", { k: k + 1 }), onclick: () => { rows().splice(k, 1); changed(); redraw(); } }, t("remove")));
  fill(list, rows().map(one));
  return h("fieldset", { class: "card" }, h("legend", {}, t("new.shocks")), h("p", { class: "help" }, t("new.shocks.help")), list, h("button", { type: "button", id: "add-shock", onclick: () => { rows().push([Math.min(2, setting.turns), kinds[0][0], true]); changed(); redraw(); } }, t("new.shock.add")));
}
