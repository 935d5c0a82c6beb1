/** Asking the server, and what it refuses (appels). */
import { both, keep, kept, language, t } from "./i18n.js";

const given = {};  // the texts of the server's codes

/** A refusal: its faults, and what else the server said. */
export class Refused extends Error {
  constructor(status, body, wait) { super(body.errors?.[0]?.code || String(status)); this.status = status; this.body = body; this.faults = body.errors || []; this.wait = wait; }
  has(code) { return this.faults.some((fault) => fault.code === code); }
}

/** The server could not be reached. */
export class Offline extends Error {}

/** Return random letters and digits; a page without https has no other source. */
export function random(length = 22) {
  const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => letters[byte % letters.length]).join("");
}

/** Return the random name of this device. */
export function device() {
  if (!kept("device")) keep("device", random());
  return kept("device") || "device";
}

/** Return what this device is, as people say it. */
export function deviceLabel() {
  const agent = navigator.userAgent;
  const one = (rows) => (rows.find(([pattern]) => pattern.test(agent)) || [0, ""])[1];
  const browser = one([[/Edg\//, "Edge"], [/Firefox\//, "Firefox"], [/Chrome\//, "Chrome"], [/Safari\//, "Safari"]]);
  const system = one([[/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS/, "macOS"], [/Linux/, "Linux"]]);
  return [browser, system].filter(Boolean).join(", ");
}

async function asked(path, options) {
  let answer;
  try { answer = await fetch(path, { cache: "no-store", credentials: "same-origin", ...options }); } catch { throw new Offline(); }
  if (answer.ok) return answer;
  let body = {};
  try { body = await answer.json(); } catch { body = { errors: [] }; }
  throw new Refused(answer.status, body, Number(answer.headers.get("retry-after")) || 0);
}

/** Return the JSON of a GET. */
export const get = async (path) => (await asked(path)).json();

/** Send JSON and return the answer's; key: sent twice, done once. */
export async function post(path, body = {}, key = random()) {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  return (await asked(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

/** Send JSON and give each line of the answer as it comes; signal: ends it, without a word. */
export async function lines(path, body, each, signal) {
  try { await streamed(path, body, each, signal); } catch (error) { if (!signal?.aborted) throw error; }
}

async function streamed(path, body, each, signal) {
  const answer = await asked(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let left = "";
  for (;;) {
    const { value, done } = await reader.read();
    left += value || "";
    const parts = left.split("\n");
    left = parts.pop();
    parts.filter(Boolean).forEach((part) => each(JSON.parse(part)));
    if (done) return;
  }
}

/** Send a file as it is. */
export async function send(path, blob, headers = {}) {
  return (await asked(path, { method: "POST", headers: { "content-type": "application/octet-stream", ...headers }, body: blob })).json();
}

/** Return the sentences of an error, each with its code. */
export async function sentences(error) {
  if (error instanceof Offline) return [await said("E30")];
  if (!(error instanceof Refused)) return [{ code: "", text: t("error.page", { what: String(error.message || error) }) }];
  if (!error.faults.length) return [{ code: String(error.status), text: t("error.unknown", { status: error.status }) }];
  return error.faults.map((fault) => ({ code: fault.code, text: fault[language.now] || fault.fr, field: fault.field }));
}

/** Return a message of the server's table that the page itself has to say (E30, E31, E41). */
export async function said(code, values = {}) {
  if (!given.all) { try { given.all = await get("/api/messages"); } catch { return { code, text: t("offline.unknown") }; } }
  const text = both(given.all[code]) || code;
  return { code, text: text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all)) };
}

/** Read the messages before they are needed: they could not be asked for once the connection is lost. */
export async function prepare() { try { given.all = await get("/api/messages"); } catch { given.all = null; } }

/** Exchange the secret of a link for a cookie, and take it out of the address at once. */
export async function enter(role) {
  const secret = /^#k=(.+)$/.exec(location.hash)?.[1];
  if (!secret) return null;
  history.replaceState(null, "", location.pathname);
  return post("/join", { sid: place().sid, role, secret, device: device(), label: deviceLabel() });
}

/** Return the workshop and the role that an address names. */
export function place() {
  const [, , sid, role] = location.pathname.split("/");
  return { sid, role, base: `/s/${sid}/${role}/api` };
}
