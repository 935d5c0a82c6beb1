/** Preparing a workshop: ready to play in one click, or every setting, checked as one types (préparation). */
import { post } from "./api.js";
import { read, rows as listed } from "./catalogue.js";
import { filer, fill, h } from "./dom.js";
import { attempt, clear, fail, frame, tell, where } from "./frame.js";
import { form } from "./newform.js";
import { both, kept, keep, language, t } from "./i18n.js";
import { kpiTiles } from "./kpi.js";
import { euros, number } from "./numbers.js";
import { made } from "./results.js";

const PAUSE = 700;  // ms without typing before the setting is checked
const DRAFT = "setting";
let setting = null, touched = Boolean(kept(DRAFT)), timer = null, asked = 0;
const body = await frame("new.title", async () => { await read(); draw(); });
addEventListener("error", (event) => fail(event.error));
addEventListener("unhandledrejection", (event) => fail(event.reason));
const verdict = h("section", { class: "card", "aria-live": "polite", id: "verdict" }), tried = h("section", {});

/** Go to the facilitator's page of a workshop that was made; its secret stays out of the address. */
async function create(sent) {
  await attempt(async () => {
    const found = await post("/api/sessions", { ...sent, lang: language.now });
    keep(DRAFT, null);
    location.assign(found.go.split("#")[0]);
  });
}

function changed() {
  touched = true;
  keep(DRAFT, JSON.stringify(setting));
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

/** Ask the server what is wrong and how long it takes; only the last answer counts. */
async function check() {
  const mine = (asked += 1);
  try {
    const found = await post("/api/settings/check", { setting });
    if (mine !== asked) return;
    const estimate = found.estimate;
    fill(verdict, h("h2", {}, t("check.title")), found.ok ? h("p", { class: "note good" }, t("check.good")) : h("div", { class: "note bad", id: "faults" }, h("p", {}, h("strong", {}, t("check.bad", { n: found.errors.length }))),
      h("ul", {}, found.errors.map((one) => h("li", {}, h("strong", {}, `${one.code} `), h("a", { href: `#${anchor(one)}`, onclick: (event) => { event.preventDefault(); document.getElementById(anchor(one))?.focus(); } }, one[language.now]))))),
    estimate ? h("p", {}, t("check.time", { s: number(estimate.seconds_a_turn, 0), minutes: number(estimate.minutes, 0) })) : null, h("p", { class: "help" }, t("check.kept")));
    document.getElementById("create").disabled = !found.ok;
  } catch (error) { if (mine === asked) fill(verdict, h("p", {}, t("check.later"))); }
}

function anchor(fault) {
  if (fault.code === "E10") return "budget";
  if (fault.code === "E11") return `least-${Object.keys(setting.instruments).find((name) => { const [a, b] = setting.instruments[name]; return b !== null && a > b; })}`;
  return ["turns", "years_a_turn", "seeds", "territory"].find((name) => (fault.en || "").toLowerCase().includes(name)) || fault.field || "name";
}

async function dryRun() {
  fill(tried, h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }));
  const found = await attempt(() => post("/api/settings/dryrun", { setting }));
  fill(tried, found ? [h("h2", {}, t("dry.title")), h("p", { class: "note warn" }, made({ ...found.result, apercu: true })), h("p", {}, t("dry.help")), kpiTiles(found.result, null)] : null);
}

async function toYaml() {
  await attempt(async () => {
    const { yaml } = await post("/api/settings/yaml", { setting });
    const link = h("a", { href: URL.createObjectURL(new Blob([yaml], { type: "text/yaml" })), download: "atelier.yaml" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

async function fromYaml(event) {
  const file = event.target.files[0];
  if (!file) return;
  await attempt(async () => { setting = (await post("/api/settings/read", { yaml: await file.text() })).setting; changed(); draw(); tell(t("yaml.read", { name: file.name })); });
}

function draw() {
  where(t("new.where"));
  const presets = listed("presets"), names = Object.keys(presets);
  if (!setting || !touched) setting = JSON.parse(kept(DRAFT) || "null") || structuredClone(presets[names[0]]);
  const quick = names.map((name) => h("section", { class: "card" }, h("h2", {}, both(presets[name].name) || name), h("p", {}, both(presets[name].about) || t(`preset.${presets[name].game}`, { groups: presets[name].groups.length, turns: presets[name].turns, years: presets[name].years_a_turn, budget: euros(presets[name].budget) })),
    h("div", { class: "row" }, h("button", { type: "button", class: "main", id: `preset-${name}`, onclick: () => create({ preset: name }) }, t("preset.start")), h("button", { type: "button", onclick: () => { setting = structuredClone(presets[name]); changed(); draw(); document.getElementById("name").focus(); } }, t("preset.change")))));
  const file = filer(t("yaml.load"), t("file.choose"), t("file.none"), { id: "yaml", accept: ".yaml,.yml", onchange: fromYaml });
  fill(body, h("h1", {}, t("new.title")), h("p", { class: "lead" }, t("new.lead")), h("div", { class: "grid" }, quick), h("h2", {}, t("new.own")), verdict,
    form(setting, changed, draw),
    h("section", { class: "card" }, h("h2", {}, t("new.go")), h("div", { class: "row" }, h("button", { type: "button", class: "main", id: "create", onclick: () => create({ setting }) }, t("new.create")), h("button", { type: "button", id: "dry", onclick: dryRun }, t("dry.run")), h("button", { type: "button", onclick: toYaml }, t("yaml.save"))),
      file.el), tried);
  check();
}

await attempt(async () => { await read(); clear(); draw(); });
