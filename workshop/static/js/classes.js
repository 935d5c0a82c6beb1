/** Five classes of values, the same for all maps that stand side by side (classes). */
const CLASSES = 5;

/** Return the four limits between five classes: at fifths of the values, made apart; none where all are alike. */
export function limits(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (!sorted.length || sorted[0] === sorted.at(-1)) return [];
  const many = new Set(sorted).size > CLASSES * 2;
  const low = sorted[0], high = sorted.at(-1);
  const at = (k) => (many ? sorted[Math.floor((k * sorted.length) / CLASSES)] : low + ((high - low) * k) / CLASSES);
  const found = [1, 2, 3, 4].map(at);
  const apart = found.every((one, k) => one > low && (k === 0 || one > found[k - 1]));
  return apart ? found : [1, 2, 3, 4].map((k) => low + ((high - low) * k) / CLASSES);
}

/** Return the limits of a difference: alike on both sides of zero. */
export function sided(values) {
  const most = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  return most ? [-0.5 * most, -0.05 * most, 0.05 * most, 0.5 * most] : [];
}

/** Return the class of a value, 1 to 5; 0 where there is none; 3 of a difference that is nowhere. */
export function classOf(value, bounds) {
  if (!Number.isFinite(value)) return 0;
  return bounds.length ? 1 + bounds.filter((one) => value >= one).length : 1;
}
