/** The server's results as pages read them: times, values before, maps by indicator, money, causes (mise en forme). */

const MONTHS = 12;

/** Return a result with times, before, map and ledger beside what the server gave. */
export function shaped(found) {
  if (!found?.kpi || found.shaped) return found;
  const first = found.first_year ?? 2025, start = Object.values(found.curves || {})[0]?.median || [];
  return {
    ...found, shaped: true, times: found.times || start.map((_, k) => first + (k * (found.every || MONTHS)) / MONTHS),
    before: found.before || earlier(found.kpi), map: found.map || mapped(found.maps), events: (found.events || []).filter((one) => one.fr),
  };
}

/** Return the values of the turn before, from each change; none where the server gives no change. */
function earlier(kpi) {
  const rows = Object.entries(kpi).filter(([, own]) => Number.isFinite(own?.delta?.median));
  return rows.length ? Object.fromEntries(rows.map(([name, own]) => [name, own.median - own.delta.median])) : null;
}

/** Return maps by indicator, those with any value. */
function mapped(maps) {
  if (!maps?.values) return null;
  const rows = Object.entries(maps.values).filter(([, values]) => values.some((year) => year.some((v) => v !== null)));
  return rows.length ? Object.fromEntries(rows.map(([name, values]) => [name, { years: maps.years, values }])) : null;
}

/** Return a card of causes with the effect that is clearest: one whose interval leaves zero out, else the first. */
export function cause(card) {
  if (!card.effects) return card;
  const told = (one) => one.low !== null && one.high !== null && (one.low > 0 || one.high < 0);
  const best = card.effects.find(told) || card.effects[0];
  return { ...card, ...best, told: Boolean(best && told(best)) };
}
