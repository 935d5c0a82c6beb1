/** What the server tells as it happens: one stream a tab, opened again when it breaks (flux d'événements). */
import { get, Refused, said } from "./api.js";
import { chip, clear, fail, recovered, tell } from "./frame.js";

const SILENCE = 25_000, RETRY = 2_000;  // ms

/** Listen to a role's events: on.hello(view), on.state(view), on.draft(draft), on.progress, on.presence, on.back(). */
export function listen(base, on) {
  let source = null, heard = Date.now(), lost = false, over = false, started = null, timer = null;
  const alive = () => { heard = Date.now(); };

  async function back(view) {
    const was = lost;
    lost = false;
    chip("good", "connected");
    try {
      const info = await get("/api/info");
      if (started && info.started !== started) tell((await said("E31", { k: view.turn })).text, "good");
      else if (was) recovered();
      started = info.started;
    } catch { /* the next event says more */ }
    if (was) on.back?.();
  }

  async function gone() {
    if (over || lost) return;
    lost = true;
    chip("bad", "offline");
    tell(`E30 ${(await said("E30")).text}`, "warn");
  }

  function open() {
    if (over) return;
    source?.close();
    source = new EventSource(`${base}/events`);
    const hear = (kind, act) => source.addEventListener(kind, (event) => { alive(); act(JSON.parse(event.data)); });
    hear("hello", (view) => { on.hello(view); back(view); });
    hear("state", (view) => on.state(view));
    for (const kind of ["draft", "progress", "presence"]) hear(kind, (data) => on[kind]?.(data));
    hear("ping", () => {});
    hear("gone", deleted);
    hear("revoked", async () => { stop(); chip("bad", "revoked"); fail(await said("E04")); on.revoked?.(); });
    source.onerror = () => { gone(); if (source.readyState === EventSource.CLOSED) refused(); };
  }

  /** A stream that is refused may be so for good: the link was replaced, the workshop deleted. */
  async function refused() {
    try { await get(`${base}/state`); } catch (error) {
      if (error instanceof Refused && error.status === 404) { deleted(); return; }
      if (error instanceof Refused && [401, 403, 410].includes(error.status)) { stop(); chip("bad", "revoked"); clear(); fail(error); on.revoked?.(); return; }
    }
    again();
  }

  function deleted() { stop(); on.gone?.(); chip("bad", "deleted"); }
  function again() { clearTimeout(timer); timer = setTimeout(open, RETRY); }
  function stop() { over = true; clearTimeout(timer); source?.close(); }

  setInterval(() => { if (!over && Date.now() - heard > SILENCE) { gone(); alive(); open(); } }, 5_000);
  addEventListener("offline", gone);
  addEventListener("online", open);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
  return { stop };
}
