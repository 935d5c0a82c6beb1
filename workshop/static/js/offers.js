/** Offers of co-financing of the table game: made, accepted, refused, withdrawn (offres). */
import { post } from "./api.js";
import { label } from "./catalogue.js";
import { emptied, field, h, select } from "./dom.js";
import { attempt, confirmed, tell } from "./frame.js";
import { t } from "./i18n.js";
import { euros, percent, typed } from "./numbers.js";

/** Return an offer in words. */
export function words(view, offer) {
  const name = (id) => view.groups.find((one) => one.id === id)?.name || id;
  return t("offer.words", { from: name(offer.from), to: name(offer.to), what: label("instruments", offer.instrument), whole: euros(offer.euros), share: percent(offer.share), ours: euros(offer.from_pays), theirs: euros(offer.to_pays) });
}

/** Return the offers of a group in this turn with what may be done about each. */
export function offers(view, base) {
  const me = view.me.group, open = view.phase === "open", now = view.offers.filter((one) => one.turn === view.turn);
  async function answer(offer, what) {
    if (!(await confirmed(t(`offer.${what}.title`), h("p", {}, words(view, offer)), t(`offer.${what}`), what !== "accepted"))) return;
    await attempt(async () => { await post(`${base}/offers/${offer.id}`, { answer: what }); tell(t("offer.told")); });
  }
  const acts = (offer) => (!open || offer.state !== "pending" ? [] : offer.to === me ? ["accepted", "refused"] : offer.from === me ? ["withdrawn"] : []);
  const kind = { pending: "wait", accepted: "good", refused: "bad", withdrawn: "calm", expired: "calm" };
  return [h("h2", {}, t("offer.title")), h("p", { class: "help" }, t("offer.help")),
    now.length ? h("ul", {}, now.map((offer) => h("li", { "data-offer": offer.id }, words(view, offer), " ", h("span", { class: `chip ${kind[offer.state]}` }, t(`offer.state.${offer.state}`)),
      h("span", { class: "row" }, acts(offer).map((what) => h("button", { type: "button", class: what === "accepted" ? "main" : "", onclick: () => answer(offer, what) }, t(`offer.${what}`))))))) : h("p", {}, t("offer.none")),
    open ? form(view, base) : null];
}

function form(view, base) {
  const others = view.groups.filter((one) => one.id !== view.me.group), names = Object.keys(view.setting.instruments);
  async function send(event) {
    event.preventDefault();
    const { to, instrument, euros: sum, share } = event.target.elements;
    const body = { turn: view.turn, to: to.value, instrument: instrument.value, euros: typed(sum.value), share: Number(share.value) / 100 };
    await attempt(async () => { await post(`${base}/offers`, body); emptied(event.target); tell(t("offer.sent")); });
  }
  return h("details", { id: "offer" }, h("summary", {}, t("offer.make")), h("form", { onsubmit: send },
    field(t("offer.to"), select({ name: "to", id: "offer-to" }, others.map((one) => [one.id, one.name]))),
    field(t("offer.what"), select({ name: "instrument", id: "offer-what" }, names.map((name) => [name, label("instruments", name)]))),
    field(t("offer.sum"), h("input", { name: "euros", id: "offer-sum", inputmode: "numeric", class: "amount", required: true }), t("offer.sum.help")),
    field(t("offer.share"), h("input", { name: "share", id: "offer-share", type: "number", min: "1", max: "100", step: "1", value: "50", required: true }), t("offer.share.help")),
    h("button", { class: "main", type: "submit", id: "offer-send" }, t("offer.send"))));
}
