/** The countdown that everybody sees; nothing happens by itself at its end (minuteur). */
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { countdown } from "./numbers.js";

/** Return a countdown to a moment, or nothing. */
export function timer(given) {
  if (!given) return null;
  const el = h("p", { class: "timer", role: "timer", "aria-label": t("timer") });
  const draw = () => {
    const left = given.until - Date.now() / 1000;
    el.textContent = left > 0 ? countdown(left) : t("timer.over");
    if (left > 0 && (el.isConnected || !el.dataset.seen)) { el.dataset.seen = "1"; setTimeout(draw, 500); }
  };
  draw();
  return el;
}
