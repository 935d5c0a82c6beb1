/** Playing for an absent group, or from its sheet of paper: recorded as typed by the facilitator (saisie). */
import { post } from "./api.js";
import { indicator, judged, label } from "./catalogue.js";
import { field, h, select } from "./dom.js";
import { attempt, confirmed, tell } from "./frame.js";
import { colon, t } from "./i18n.js";
import { turnNumber } from "./kpi.js";
import { euros, typed } from "./numbers.js";

const WAYS = ["up", "same", "down"];

/** Ask for the amounts of a group, what it expects and why, and play them; what cannot be played cannot be sent. */
export async function playFor(hands, view, group) {
  const said = view.setting.groups?.[Number(group.id.slice(1)) - 1] || {}, bounds = view.setting.instruments;
  const names = Object.keys(bounds).filter((name) => !said.competences || said.competences.includes(name));
  const inputs = names.map((name) => h("input", { class: "amount", id: `play-${name}`, inputmode: "numeric", value: group.draft?.moves[name] ?? 0, oninput: count }));
  const ways = !view.setting.prediction ? [] : (group.criteria?.length ? group.criteria : judged().slice(0, 3)).map((name) => [name, select({ id: `play-way-${name}` }, [["", t("play.unsaid")], ...WAYS.map((way) => [way, t(`way.${way}`)])], group.draft?.prediction[name] || "")]);
  const why = h("textarea", { id: "play-why", maxlength: "280", value: group.draft?.rationale || "" }), left = h("p", { "aria-live": "polite", id: "play-left" });
  const amounts = () => inputs.map((one, k) => [names[k], typed(one.value)]);
  function count() {
    const all = amounts(), rest = group.purse.available - all.reduce((sum, [, euro]) => sum + euro, 0);
    const out = all.filter(([name, euro]) => euro && (euro < bounds[name][0] || (bounds[name][1] !== null && euro > bounds[name][1])));
    left.textContent = !Number.isFinite(rest) ? t("alloc.bad") : rest < 0 ? t("purse.over", { x: euros(-rest) }) : out.length ? `${label("instruments", out[0][0])}${colon()}${t("alloc.out")}` : t("purse.left", { left: euros(rest), whole: euros(group.purse.available) });
    const yes = document.getElementById("asked-yes");
    if (yes) yes.disabled = !(rest >= 0) || out.length > 0;
  }
  const form = h("div", {}, h("p", {}, t("play.text")), h("div", { class: "grid" }, inputs.map((one, k) => field(label("instruments", names[k]), one))),
    ways.length ? h("div", { class: "grid" }, ways.map(([name, choice]) => field(t("predict.one", { what: indicator(name).label }), choice))) : null, field(t("why.ours"), why), left);
  queueMicrotask(count);  // once the dialog stands
  if (!(await confirmed(t("play.title", { name: group.name, k: turnNumber(view.turn) }), form, t("play.yes")))) return;
  const moves = Object.fromEntries(amounts().filter(([, euro]) => euro)), prediction = Object.fromEntries(ways.map(([name, choice]) => [name, choice.value]).filter(([, way]) => way));
  await attempt(async () => { await post(`${hands.base}/play`, { group: group.id, turn: view.turn, moves, prediction, rationale: why.value }); tell(t("play.done", { name: group.name })); });
}
