/** Elements made by hand, and parts that redraw only when what they show changes (éléments de page). */

/** Return an element: attributes (onX: listener, class, data-*), then children; texts are never read as HTML. */
export function h(tag, attributes = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") el[name] = value;
    else el.setAttribute(name, value === true ? "" : value);
  }
  return add(el, ...children);
}

/** Add children (elements, texts, lists of them; null is left out). */
export function add(el, ...children) {
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) el.append(child);
  return el;
}

/** Put children in place of what was there; those that are there already stay, and so does the focus where an element
 * of the same id comes back. */
export function fill(el, ...children) {
  const held = el.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...el.querySelectorAll("details[open][id]")].map((one) => one.id);
  const next = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false), stay = new Set(next);
  for (const old of [...el.childNodes]) if (!stay.has(old)) old.remove();
  let at = el.firstChild;
  for (const child of next) { if (child === at) at = at.nextSibling; else if (at) at.before(child); else el.append(child); }
  for (const id of open) { const one = el.querySelector(`#${CSS.escape(id)}`); if (one) one.open = true; }
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
  return el;
}

const touched = new WeakSet();  // fields that somebody typed into, ticked or chose from
for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => touched.add(event.target), true);

/** Redraw what an element holds; what somebody typed in a field with an id stays, but where the page itself keeps it
 * (data-live). A choice of what is shown (data-view) is made again. */
export async function keeping(el, redraw) {
  const own = [...el.querySelectorAll("input[id], textarea[id], select[id]")].filter((one) => touched.has(one) && !("live" in one.dataset) && one.type !== "file");
  const old = own.map((one) => [one.id, one.value, one.checked, one === document.activeElement ? [one.selectionStart, one.selectionEnd] : null]);
  const done = redraw();
  if (done instanceof Promise) await done;
  for (const [id, value, checked, caret] of old) {
    const one = document.getElementById(id);
    if (!one || !el.contains(one)) continue;
    if (["checkbox", "radio"].includes(one.type)) one.checked = checked; else one.value = value;
    touched.add(one);
    if (caret && caret[0] !== null && document.activeElement === one) one.setSelectionRange(...caret);
    if ("view" in one.dataset) one.dispatchEvent(new Event(one.type === "range" ? "input" : "change"));
  }
}

/** Forget what was typed in a form, once it is sent. */
export function emptied(form) { form.reset(); form.querySelectorAll("input, textarea, select").forEach((one) => touched.delete(one)); }

/** Return a part of a page: {el, update(state)}; it redraws only when `pick(state)` differs from the last time. */
export function live(tag, attributes, pick, draw) {
  const el = h(tag, attributes);
  let last;
  return {
    el,
    update(state, force = false) {
      const now = JSON.stringify(pick(state) ?? null);
      if (!force && now === last) return;
      last = now;
      keeping(el, () => { fill(el, draw(state)); });
    },
  };
}

/** Return an SVG element. */
export function s(tag, attributes = {}, ...children) {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  return add(el, ...children);
}

/** Return the drawing that the server wrote, as an element; anything but an SVG gives nothing. */
export function drawn(text, label) {
  const doc = new DOMParser().parseFromString(text || "", "image/svg+xml");
  if (doc.documentElement.nodeName !== "svg") return null;
  const svg = document.importNode(doc.documentElement, true);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  return svg;
}

let count = 0;
/** Return an id no other element has. */
const fresh = (stem = "id") => `${stem}-${(count += 1)}`;

/** Return a select: rows of [value, label]. */
export function select(attributes, rows, value) {
  const el = h("select", attributes, rows.map(([v, label]) => h("option", { value: v }, label)));
  if (value !== undefined && rows.some(([v]) => String(v) === String(value))) el.value = value;
  return el;
}

/** Return what is unfolded at a click, and only then made: {el, refresh()}. */
export function unfolded(summary, make) {
  const body = h("div", {}), el = h("details", {}, h("summary", { onclick: () => { if (!el.open) fill(body, make()); } }, summary), body);
  return { el, refresh() { if (el.open) fill(body, make()); } };
}

/** Return a labelled field with its help. */
export function field(label, input, help) {
  if (!input.id) input.id = fresh("f");
  const told = help ? h("p", { class: "help", id: `${input.id}-help` }, help) : null;
  if (told) input.setAttribute("aria-describedby", told.id);
  return h("div", { class: "field" }, h("label", { for: input.id }, label), input, told);
}

/** Return a box to tick with its label. */
export function tick(label, attributes) {
  return h("label", { class: "tick" }, h("input", { type: "checkbox", ...attributes }), h("span", {}, label));
}

const LONG = 24;  // rows: one cell under the other, more of them would not end on a phone; those scroll sideways

/** Return a table: heads, rows of cells or rows made with `line`; numbers of columns in `numeric` are set to the right.
 * On a phone each row of more than two cells is a block: they stand under each other, led by their heads. */
export function table(caption, heads, rows, numeric = [], attributes = {}) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { class: heads.length > 2 && rows.length <= LONG ? "stack" : null, ...attributes }, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, heads.map((head, k) => h("th", { scope: "col", class: numeric.includes(k) ? "num" : null }, head)))),
      h("tbody", {}, rows.map((row) => (Array.isArray(row) ? line(heads, row, numeric) : row)))));
}

/** Return a row of a table; cells: what they hold, or cells made by hand. */
export function line(heads, cells, numeric = [], attributes = {}) {
  return h("tr", attributes, cells.map((cell, k) => {
    if (cell instanceof HTMLTableCellElement) { if (cell.tagName === "TD") cell.dataset.head = heads[k]; return cell; }
    if (k === 0) return h("th", { scope: "row" }, cell);
    return h("td", { class: numeric.includes(k) ? "num" : null, "data-head": heads[k] }, Array.isArray(cell) ? h("div", {}, cell) : cell);
  }));
}

/** Return a field that takes a file, its button in the language of the page: {el, input}. */
export function filer(label, text, none, attributes) {
  const name = h("span", { class: "help" }, none);
  const input = h("input", { type: "file", class: "hidden-text", ...attributes });
  input.addEventListener("change", () => { name.textContent = input.files[0]?.name || none; });
  return { input, el: h("div", { class: "field" }, h("span", { class: "label" }, label), h("div", { class: "row" }, h("label", { class: "button" }, text, input), name)) };
}

/** Say whether the page is read from afar: the screen of the room, and not that address opened on a phone. */
export const afar = () => document.body.classList.contains("public") && innerWidth >= 640;
