/** Numbers as people write them: U+202F, decimal comma, U+2212, U+00A0 before a unit (nombres). */
const NARROW = "\u202f", NBSP = "\u00a0", MINUS = "\u2212";
let lang = "fr";

/** Write numbers in this language from now on. */
export const speak = (name) => { lang = name; };

const formats = {};  // by language and decimals: making one takes longer than using it a hundred times
const written = (decimals) => (formats[lang + decimals] ||= new Intl.NumberFormat(lang === "fr" ? "fr-FR" : "en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));

/** Return the one form of a number; sign: the plus is written too; null where there is none: the word of absence. */
export function number(value, decimals = 0, { unit = "", sign = false } = {}) {
  if (value === null || value === undefined || !Number.isFinite(value)) return lang === "fr" ? `n.d.` : `n/a`;
  let text = written(decimals).format(Math.abs(value));
  if (lang === "fr") text = text.replace(/[\u00a0 \u202f]/g, NARROW);
  const zero = !/[1-9]/.test(text);
  const before = zero ? "" : value < 0 ? MINUS : sign ? "+" : "";
  if (!unit) return before + text;
  if (unit === "€" && lang === "en") return before + unit + text;
  return before + text + (unit === "%" && lang === "en" ? "" : NBSP) + unit;
}

/** Return an amount of money, in whole euros. */
export const euros = (value, sign = false) => number(value, Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : 2, { unit: "€", sign });

/** Return a share as a percentage. */
export const percent = (value, decimals = 0, sign = false) => number(value === null || value === undefined ? null : value * 100, decimals, { unit: "%", sign });

/** Return how far two shares are apart, in points: a percentage would be of one of them. */
const points = (value) => number(value === null || value === undefined ? null : value * 100, 1, { unit: "pt", sign: true });

/** Return how many decimals values need that stand together: one of them would else look more exact than the next. */
function decimalsOf(values) {
  const known = values.filter(Number.isFinite), most = known.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  return most >= 100 || known.every(Number.isInteger) ? 0 : most >= 10 ? 1 : 2;
}

/** Return a value of an indicator in its unit; among: the values it stands among, written with as many decimals. */
export function measured(value, indicator, { sign = false, unit = true, among = [value] } = {}) {
  const name = indicator?.unit || "";
  if (name === "share" || name === "part") return sign ? points(value) : percent(value, 1);
  const decimals = indicator?.decimals ?? decimalsOf(among);
  return number(value, decimals, { unit: unit ? indicator?.shown ?? "" : "", sign });
}

/** Return the whole number that somebody typed, spaces and all; NaN where it is none. */
export function typed(text) {
  const clean = String(text).replace(/[\s\u00a0\u202f€]/g, "");
  if (clean === "") return 0;
  return /^\d+$/.test(clean) ? Number(clean) : NaN;
}

/** Return a time of day. */
export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString(lang === "fr" ? "fr-FR" : "en-GB", { hour: "2-digit", minute: "2-digit" });

/** Return minutes and seconds. */
export function countdown(seconds) {
  const left = Math.max(0, Math.round(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

/** Return a size of file or memory. */
export const bytes = (n) => (n >= 1e9 ? number(n / 1e9, 1, { unit: lang === "fr" ? "Go" : "GB" }) : n >= 1e6 ? number(n / 1e6, 1, { unit: lang === "fr" ? "Mo" : "MB" }) : number(n / 1e3, 0, { unit: lang === "fr" ? "ko" : "kB" }));
