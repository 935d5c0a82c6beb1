/** A group's draft: kept on this device and on the server, sent again until it has arrived (brouillon). */
import { Offline, post, random, Refused } from "./api.js";
import { keep, kept } from "./i18n.js";

const WAIT = 350, RETRY = 2_000;  // ms

/** The draft of one turn; `changed()` is called after any change, `state` says how far it is saved. */
export class Draft {
  constructor(base, place, changed, failed) { Object.assign(this, { base, place, changed, failed, turn: null }); this.blank(); }

  blank() { Object.assign(this, { moves: {}, prediction: {}, rationale: "", seq: 0, since: 0, dirty: new Set(), pending: null, theirs: new Set(), state: "saved", at: null }); }

  get name() { return `draft:${this.place}:${this.turn}`; }

  /** Take what the server has for a turn; what this device has not yet sent stays. */
  load(turn, draft, played) {
    if (this.turn !== turn) {
      this.turn = turn;
      this.blank();
      this.leftOver(turn);
      const old = JSON.parse(kept(this.name) || "null");
      if (old) { Object.assign(this, old, { dirty: new Set(old.dirty), theirs: new Set() }); if (this.dirty.size) this.later(); if (this.pending) this.submitAgain(); }
    }
    if (played) { this.forget(); this.moves = { ...played.moves }; this.prediction = played.prediction || {}; this.rationale = played.rationale || ""; this.state = "played"; }
    else { if (this.state === "played") this.state = "saved"; if (draft && draft.turn === turn) this.take(draft); }
    this.changed();
  }

  /** Send what this device still holds of turns that went by: the server keeps it as late, and says so. */
  async leftOver(turn) {
    for (let k = 0; k < turn; k += 1) {
      const name = `draft:${this.place}:${k}`, old = JSON.parse(kept(name) || "null");
      if (!old) continue;
      try {
        if (old.pending) await post(`${this.base}/submit`, old.pending.body, old.pending.key);
        else if (old.dirty.length) await post(`${this.base}/draft`, { turn: k, base: old.since, moves: changedOf(old), ...saidOf(old) });
      } catch (error) {
        if (error instanceof Offline) { setTimeout(() => this.turn === turn && this.leftOver(turn), RETRY); return; }
        this.failed(error);
      }
      keep(name, null);
    }
  }

  /** Take another device's changes, but for fields changed here and not yet sent. */
  take(draft) {
    if (draft.turn !== this.turn || draft.seq < this.seq) return;
    this.seq = draft.seq;
    this.at = draft.at;
    for (const name of new Set([...Object.keys(this.moves), ...Object.keys(draft.moves)])) {
      if (this.dirty.has(name)) continue;
      if ((this.moves[name] || 0) !== (draft.moves[name] || 0)) this.theirs.add(name);
      this.moves[name] = draft.moves[name] || 0;
    }
    if (!this.dirty.has("prediction")) this.prediction = draft.prediction || {};
    if (!this.dirty.has("rationale")) this.rationale = draft.rationale || "";
    this.hold();
    this.changed();
  }

  set(name, euros) { this.moves[name] = euros; this.theirs.delete(name); this.mark(name); }
  predict(name, way) { this.prediction = { ...this.prediction, [name]: way }; if (!way) delete this.prediction[name]; this.mark("prediction"); }
  reason(text) { this.rationale = text; this.mark("rationale"); }
  mark(name) { if (!this.dirty.size) this.since = this.seq; this.dirty.add(name); this.state = "saving"; this.hold(); this.later(WAIT); this.changed(); }
  hold() { const { moves, prediction, rationale, seq, since, dirty, pending } = this; keep(this.name, JSON.stringify({ moves, prediction, rationale, seq, since, dirty: [...dirty], pending })); }
  forget() { keep(this.name, null); this.dirty.clear(); this.pending = null; }
  later(wait = 0) { clearTimeout(this.timer); this.timer = setTimeout(() => this.save(), wait); }
  total() { return Object.values(this.moves).reduce((sum, one) => sum + (Number.isFinite(one) ? one : 0), 0); }
  chosen() { return Object.fromEntries(Object.entries(this.moves).filter(([, euros]) => euros)); }

  /** Send what changed; without connection it is tried again. */
  async save() {
    if (!this.dirty.size || this.pending || this.busy) return;
    this.busy = true;
    const sent = new Set(this.dirty), turn = this.turn;
    const body = { turn, base: this.since, moves: changedOf({ moves: this.moves, dirty: [...sent] }) };  // what this device had seen when it changed the lines
    Object.assign(body, saidOf({ ...this, dirty: [...sent] }));
    const before = JSON.stringify([...sent].map((name) => this.value(name)));
    const done = (draft) => {
      if (JSON.stringify([...sent].map((name) => this.value(name))) === before) sent.forEach((name) => this.dirty.delete(name)); else this.later(WAIT);
      if (draft) this.take(draft);
      if (!this.dirty.size) this.state = "saved"; else this.since = this.seq;
    };
    try { done((await post(`${this.base}/draft`, body)).draft); } catch (error) {
      if (error instanceof Offline || (error instanceof Refused && [429, 502, 503].includes(error.status))) { this.state = "offline"; this.later(RETRY); }
      else if (error.has?.("E24")) { done(null); error.faults.forEach((fault) => this.dirty.delete(fault.field)); if (error.body.draft) this.take(error.body.draft); this.state = "saved"; this.failed(error); }
      else { sent.forEach((name) => this.dirty.delete(name)); this.state = error.has?.("E22") ? "late" : "refused"; this.failed(error); }
    }
    this.busy = false;
    this.hold();
    this.changed();
  }

  value(name) { return name === "prediction" || name === "rationale" ? this[name] : this.moves[name] ?? null; }

  /** Play the turn: the same key is sent until an answer comes, so that it is played once. */
  async submit() {
    if (this.pending) return;
    this.pending = { key: random(), body: { turn: this.turn, moves: this.chosen(), prediction: this.prediction, rationale: this.rationale } };
    clearTimeout(this.timer);
    this.hold();
    await this.submitAgain();
  }

  async submitAgain() {
    if (!this.pending || this.sending) return;
    this.sending = true;
    this.state = "submitting";
    this.changed();
    const { key, body } = this.pending;
    try {
      const { move } = await post(`${this.base}/submit`, body, key);
      this.forget();
      this.state = "played";
      if (move) this.moves = { ...move.moves };
    } catch (error) {
      if (error instanceof Offline) { this.state = "retrying"; setTimeout(() => this.submitAgain(), RETRY); }
      else { this.pending = null; this.dirty.clear(); this.state = "refused"; this.hold(); this.failed(error); }
    }
    this.sending = false;
    this.changed();
  }
}

/** Return the lines of a draft that changed, whole euros only; null takes a line away. */
const changedOf = ({ moves, dirty }) => Object.fromEntries(dirty.filter((name) => Number.isInteger(moves[name]) && moves[name] >= 0).map((name) => [name, moves[name] || null]));
const saidOf = (draft) => Object.fromEntries(["prediction", "rationale"].filter((name) => draft.dirty.includes(name)).map((name) => [name, draft[name]]));
