/** The texts of pages in two languages, chosen by the reader (traductions). */
import { speak } from "./numbers.js";

const texts = { fr: null, en: null };
export const language = { now: "fr" };
const heard = new Set();
const missing = new Set();

/** Return what is kept on this device, or nothing where it may keep nothing. */
export function kept(name) { try { return localStorage.getItem(`essaimage:${name}`); } catch { return null; } }

/** Keep something on this device; say whether it could be. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`essaimage:${name}`); else localStorage.setItem(`essaimage:${name}`, value);
    return true;
  } catch { return false; }
}

/** Read a file of texts beside the usual ones (the guide's). */
export async function also(stem) {
  const now = language.now;
  if (texts[now][`${stem}:`]) return;
  Object.assign(texts[now], await (await fetch(`/static/i18n/${stem}.${now}.json`)).json(), { [`${stem}:`]: "1" });
}

/** Return the colon of the language, with its spaces. */
export const colon = () => (language.now === "fr" ? "\u00a0: " : ": ");

/** Speak a language from now on, and tell who listens. */
export async function use(name, tell = true) {
  const to = name === "en" ? "en" : "fr";
  if (!texts[to]) texts[to] = await (await fetch(`/static/i18n/${to}.json`)).json();
  language.now = to;
  document.documentElement.lang = to;
  speak(to);
  if (tell) { keep("lang", to); for (const one of heard) await one(to); }
}

/** Start in the language this device chose, else the one proposed, else the browser's. */
export const start = (proposed) => use(kept("lang") || proposed || (navigator.language.startsWith("fr") ? "fr" : "en"), false);

/** Be told when the language changes. */
export const onLanguage = (listener) => heard.add(listener);

/** Return a text with its values. */
export function t(key, values = {}) {
  const found = texts[language.now]?.[key];
  if (found === undefined) { missing.add(key); return `[${key}]`; }
  return found.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
}

/** Say whether there is a text of this name. */
export const has = (key) => texts[language.now]?.[key] !== undefined;

/** Return a text, or data that holds texts, with the apostrophes of print: those of the model's files are typed ones. */
export function typeset(data) {
  if (typeof data === "string") return data.replace(/(?<=\p{L})'(?=\p{L})/gu, "\u2019");
  if (Array.isArray(data)) return data.map(typeset);
  return data && typeof data === "object" ? Object.fromEntries(Object.entries(data).map(([name, value]) => [name, typeset(value)])) : data;
}

/** Return the text of something that holds both languages. */
export const both = (text) => typeset(typeof text === "string" ? text : text?.[language.now] ?? text?.fr ?? "");
window.essaimageMissing = missing;
