/** Playing for an absent group, or from its sheet of paper: recorded as typed by the facilitator (saisie). */
import { post } from "./api.js";
import { label } from "./catalogue.js";
import { add, field, h } from "./dom.js";
import { attempt, confirmed, fail, tell } from "./frame.js";
import { t } from "./i18n.js";
import { euros, typed } from "./numbers.js";

/** Ask for the amounts of a group and play them. */
export async function playFor(hands, view, group) {
  const names = Object.keys(view.setting.instruments).filter((name) => !group.competences || group.competences.includes(name));
  const left = h("p", { "aria-live": "polite" });
  const inputs = names.map((name) => h("input", { class: "amount", inputmode: "numeric", value: group.draft?.moves[name] ?? 0, oninput: count, "data-name": name }));
  const why = h("textarea", { maxlength: "280", value: group.draft?.rationale || "" });
  const moves = () => Object.fromEntries(inputs.map((one) => [one.dataset.name, typed(one.value)]).filter(([, v]) => v !== 0));
  function count() {
    const spent = Object.values(moves()).reduce((a, b) => a + b, 0), rest = group.purse.available - spent;
    left.textContent = Number.isFinite(rest) ? (rest < 0 ? t("purse.over", { x: euros(-rest) }) : t("purse.left", { left: euros(rest), whole: euros(group.purse.available) })) : t("alloc.bad");
  }
  count();
  const form = add(h("div", {}), h("p", {}, t("play.text")), inputs.map((one, k) => field(label("instruments", names[k]), one)), field(t("why.ours"), why), left);
  if (!(await confirmed(t("play.title", { name: group.name, k: view.turn }), form, t("play.yes")))) return;
  const given = moves();
  if (Object.values(given).some((v) => !Number.isFinite(v))) { await fail({ code: "E32", text: t("alloc.bad") }); return; }
  await attempt(async () => { await post(`${hands.base}/play`, { group: group.id, turn: view.turn, moves: given, rationale: why.value }); tell(t("play.done", { name: group.name })); });
}
