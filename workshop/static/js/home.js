/** The first page: join by code, make a workshop, try alone (accueil). */
import { device, deviceLabel, get, post } from "./api.js";
import { field, fill, h } from "./dom.js";
import { attempt, fail, frame, where } from "./frame.js";
import { t } from "./i18n.js";

const state = { room: null, code: "" };
const CODE = { autocapitalize: "characters", autocomplete: "off", spellcheck: "false", maxlength: "7", class: "code" };
const body = await frame("home.title", async () => draw());

async function find(event) {
  event.preventDefault();
  state.code = event.target.elements.code.value.trim().toUpperCase();
  if (!state.code) { event.target.elements.code.focus(); return; }
  await attempt(async () => {
    const room = await get(`/api/room/${encodeURIComponent(state.code)}`);
    state.room = room;
    draw();
    document.getElementById("group-code")?.focus();
  });
}

async function join(event) {
  event.preventDefault();
  await attempt(async () => {
    const found = await post("/join", { code: state.room.sid, group_code: event.target.elements.group.value.trim(), device: device(), label: deviceLabel() });
    location.assign(found.go);
  });
}

function entry() {
  const input = h("input", { ...CODE, id: "code", name: "code", value: state.code, required: true });
  return h("form", { class: "card", onsubmit: find }, h("h2", {}, t("home.join")), field(t("home.code"), input, t("home.code.help")),
    h("button", { class: "main", type: "submit", id: "join" }, t("home.join.button")));
}

function second() {
  const input = h("input", { ...CODE, id: "group-code", name: "group", required: true });
  return h("form", { class: "card", onsubmit: join }, h("h2", {}, t("home.found", { name: state.room.name || state.room.sid })),
    state.room.closed ? h("p", { class: "note warn" }, t("home.closed")) : null,
    field(t("home.group"), input, t("home.group.help")),
    h("div", { class: "row" }, h("button", { class: "main", type: "submit", id: "enter" }, t("home.enter")),
      h("button", { type: "button", onclick: () => { state.room = null; draw(); } }, t("back"))));
}

function draw() {
  where(t("home.where"));
  fill(body, h("div", { class: "hero" },
    h("div", {}, h("h1", {}, "essaimage"), h("p", { class: "lead" }, t("home.lead")), state.room ? second() : entry(),
      h("p", { class: "help" }, t("home.scan"))),
    h("img", { src: "/static/hero.svg", alt: "" })),
  h("div", { class: "grid" },
    h("section", { class: "card" }, h("h2", {}, t("home.make")), h("p", {}, t("home.make.text")), h("a", { class: "button", id: "make", href: "/new" }, t("home.make.button"))),
    h("section", { class: "card" }, h("h2", {}, t("home.solo")), h("p", {}, t("home.solo.text")), h("a", { class: "button", id: "solo", href: "/solo" }, t("home.solo.button"))),
    h("section", { class: "card" }, h("h2", {}, t("home.guide")), h("p", {}, t("home.guide.text")), h("a", { class: "button", href: "/guide" }, t("home.guide.button")))));
}

draw();
const asked = /^#c=([\w]{6})$/.exec(location.hash)?.[1];
if (asked) { state.code = asked; draw(); }
addEventListener("error", (event) => fail(event.error));
addEventListener("unhandledrejection", (event) => fail(event.reason));
