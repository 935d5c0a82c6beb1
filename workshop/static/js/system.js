/** The laptop: version, disk, who is connected, self-test, backup, deletion (système). */
import { get, post, send } from "./api.js";
import { field, filer, fill, h, table } from "./dom.js";
import { attempt, confirmed, tell, tried } from "./frame.js";
import { colon, language, t } from "./i18n.js";
import { bytes, clock, number } from "./numbers.js";

/** Return the tab. */
export async function systemTab(hands) {
  const facts = h("section", { class: "card" }), tested = h("section", { class: "card", "aria-live": "polite" }), sums = h("section", { class: "grid" });
  async function load() {
    const found = await tried(() => get(`${hands.base}/system`));
    if (!found) return;
    const name = (id) => hands.view.groups.find((one) => one.id === id)?.name || t(`role.${id}`);
    const day = (at) => `${new Date(at * 1000).toLocaleDateString(language.now === "fr" ? "fr-FR" : "en-GB")} ${clock(at)}`;
    fill(facts, h("h2", {}, t("system.title")), found.disk.low ? h("p", { class: "note bad" }, t("disk.low")) : null, table(t("system.caption"), [t("system.what"), t("system.now")], [
      [t("system.version"), `essaimage ${found.version} · ${t("system.model")} ${found.model} · Python ${found.python}`], [t("system.disk"), t("system.free", { free: bytes(found.disk.free), total: bytes(found.disk.total) })],
      [t("system.backup"), found.last_backup ? `${found.last_backup.file} (${day(found.last_backup.at)})` : t("system.never")], [t("system.connected"), Object.entries(found.connected).map(([id, n]) => `${name(id)}${colon()}${n}`).join(" · ") || t("nobody")],
      [t("system.addresses"), found.addresses.join(" · ") || t("room.alone")], [t("system.journal"), number(found.journal)], [t("system.uptime"), t("system.minutes", { n: number(found.uptime / 60) })], [t("system.memory"), bytes((found.memory_mb || 0) * 1e6)], [t("system.folder"), found.folder || ""],
    ], [], { class: "facts" }));
  }
  const test = h("button", { type: "button", class: "main", id: "selftest", onclick: async () => {
    test.disabled = true;
    fill(rows, h("p", {}, t("selftest.wait")));
    const found = await attempt(() => post(`${hands.base}/selftest`));
    test.disabled = false;
    fill(rows, found ? [h("p", { class: `note ${found.ok ? "good" : "bad"}`, id: "selftest-done" }, t(found.ok ? "selftest.good" : "selftest.bad")), table(t("selftest.title"), [t("selftest.step"), t("selftest.state"), t("selftest.time"), t("selftest.text")], found.steps.map((one) => [t(`selftest.${one.name}`), t(one.ok ? "selftest.ok" : "selftest.ko"), `${number(one.ms)} ms`, one.text || ""]), [2])] : null);
  } }, t("selftest.do")), rows = h("div", {});
  fill(tested, h("h2", {}, t("selftest.title")), h("p", {}, t("selftest.help")), test, rows);
  fill(sums, kept(hands, load), restore(hands), remove(hands));
  await load();
  return { el: [facts, tested, sums], update() {} };
}

const kept = (hands, load) => h("div", { class: "card" }, h("h3", {}, t("backup")), h("p", {}, t("backup.help")), h("div", { class: "row" }, h("button", { type: "button", onclick: () => attempt(async () => { const made = await post(`${hands.base}/backup`); tell(t("backup.done", { file: made.file, n: number(made.bytes / 1000) })); load(); }) }, t("backup")), h("a", { class: "button", href: `${hands.base}/backup`, download: "" }, t("backup.get"))));

function restore(hands) {
  const file = filer(t("restore.file"), t("file.choose"), t("file.none"), { id: "restore-file" }), over = h("input", { type: "checkbox", id: "restore-over" });
  return h("div", { class: "card" }, h("h3", {}, t("restore")), h("p", {}, t("restore.help")), file.el, h("label", { class: "tick" }, over, t("restore.over")), h("button", { type: "button", onclick: () => attempt(async () => { const [chosen] = file.input.files; if (!chosen) { file.input.focus(); return; } const made = await send(`${hands.base}/restore`, chosen, over.checked ? { "x-replace": "yes" } : {}); location.assign(made.go.split("#")[0]); }) }, t("restore.do")));
}

function remove(hands) {
  return h("div", { class: "card" }, h("h3", {}, t("delete")), h("p", {}, t("delete.help")), h("button", { type: "button", class: "danger", id: "delete", onclick: async () => {
    const typed = h("input", { class: "code", id: "delete-code", maxlength: "7" });
    if (await confirmed(t("delete"), [h("p", {}, t("delete.sure")), field(t("delete.code", { code: hands.sid }), typed)], t("delete.yes"), true)) await attempt(() => post(`${hands.base}/delete`, { sid: typed.value }));
  } }, t("delete")));
}
