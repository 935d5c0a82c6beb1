/** What lies under and around the circles of a map: outlines, names of the largest places, scale (fond de carte). */
import { afar } from "./dom.js";
import { t } from "./i18n.js";
import { number } from "./numbers.js";

const MARGIN = 26, FOOT = 34, MOST = 6, GAP = 3;  // px; names; px between names
const INK = "#1d2a2e", HALO = "#ffffff", LINE = "#b9c2c0";

/** Return where things fall: {x(km), y(km), perKm}; land: what the server tells of a territory. */
export function fitted(land, width, tall) {
  const points = [...land.places.map((p) => [p.x, p.y]), ...rings(land).flat()];
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const [x0, x1, y0, y1] = [least(xs), most(xs), least(ys), most(ys)];
  const perKm = Math.min((width - 2 * MARGIN) / Math.max(x1 - x0, 1e-9), (tall - MARGIN - FOOT - MARGIN) / Math.max(y1 - y0, 1e-9));
  const middle = (tall - FOOT) / 2;
  return { perKm, x: (x) => width / 2 + (x - (x0 + x1) / 2) * perKm, y: (y) => middle - (y - (y0 + y1) / 2) * perKm };
}

const least = (values) => values.reduce((a, b) => Math.min(a, b)), most = (values) => values.reduce((a, b) => Math.max(a, b));
const rings = (land) => (land.outlines || []).filter(Boolean).flatMap((one) => (Array.isArray(one[0]?.[0]) ? one : [one]));
const font = () => `${afar() ? 24 : 13}px ${getComputedStyle(document.documentElement).getPropertyValue("--font")}`;

/** Return a layer of a map as large as its canvas, drawn once: a canvas to be laid under or over the circles. */
export function layer(width, tall, dpr, draw) {
  const canvas = document.createElement("canvas"), c = canvas.getContext("2d");
  canvas.width = width * dpr; canvas.height = tall * dpr;
  c.setTransform(dpr, 0, 0, dpr, 0, 0);
  draw(c);
  return canvas;
}

/** Draw the outlines of communes, where they are known. */
export function outlines(c, land, at) {
  c.strokeStyle = LINE;
  c.lineWidth = 1;
  for (const ring of rings(land)) {
    c.beginPath();
    ring.forEach(([x, y], k) => (k ? c.lineTo(at.x(x), at.y(y)) : c.moveTo(at.x(x), at.y(y))));
    c.closePath();
    c.stroke();
  }
}

/** Draw the names of the largest places that are real, none over another. spots: x, y, r of each place in px. */
export function names(c, land, spots, width) {
  const real = land.places.some((p) => !p.invented), taken = [], far = afar(), high = far ? 28 : 16;
  if (!real) return;
  const order = land.places.map((_, k) => k).filter((k) => !land.places[k].invented).sort((a, b) => land.places[b].population - land.places[a].population);
  c.font = `600 ${font()}`;
  c.textBaseline = "middle";
  c.lineJoin = "round";
  for (const k of order.slice(0, 3 * MOST)) {
    if (taken.length >= (width < (far ? 720 : 480) ? MOST - 2 : MOST)) break;
    const { x, y, r } = spots[k], text = land.places[k].name, long = c.measureText(text).width;
    const sides = [[x + r + GAP, y], [x - r - GAP - long, y], [x - long / 2, y - r - high / 2 - GAP], [x - long / 2, y + r + high / 2 + GAP]];
    const free = sides.find(([left, middle]) => left >= 2 && left + long <= width - 2 && middle > high / 2 && !taken.some((box) => left < box[0] + box[2] && left + long > box[0] && Math.abs(middle - box[1]) < high));
    if (!free) continue;
    taken.push([free[0], free[1], long]);
    c.strokeStyle = HALO; c.lineWidth = 4; c.strokeText(text, ...free);
    c.fillStyle = INK; c.fillText(text, ...free);
  }
}

/** Draw a bar of a round number of kilometres, at most a quarter of the map. */
export function scaleBar(c, at, width, tall) {
  const longest = width / 4 / at.perKm, ten = 10 ** Math.floor(Math.log10(longest));
  const km = [5, 2, 1].map((k) => k * ten).find((one) => one <= longest), end = 12 + km * at.perKm, y = tall - 12;
  c.strokeStyle = INK;
  c.lineWidth = 2;
  c.beginPath();
  for (const [x, from, to] of [[12, y - 5, y], [end, y - 5, y]]) { c.moveTo(x, from); c.lineTo(x, to); }
  c.moveTo(12, y); c.lineTo(end, y);
  c.stroke();
  c.font = font();
  c.textBaseline = "middle";
  c.fillStyle = INK;
  c.fillText(t("map.scale", { km: number(km, km < 1 ? 1 : 0) }), end + 8, y - 3);
}
