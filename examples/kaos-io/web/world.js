import { radius, speed } from "./rules.js";

const DELAY_MS = 100;
const MAX_SNAPSHOTS = 20;
const MAX_INPUTS = 60;

// What the page knows of the arena: others as they were a moment ago, between two states of the
// server; the own cell as it will be, from the inputs that the server has not seen yet.
export class World {
  constructor() {
    this.clear();
  }

  clear() {
    this.you = 0;
    this.size = 2000;
    this.rate = 20;
    this.cards = new Map();
    this.food = new Map();
    this.snapshots = [];
    this.inputs = [];
    this.own = null;
    this.seq = 0;
  }

  welcome(data) {
    // After a short absence all goes on; else it is another cell, or another arena.
    const isBack = data.you === this.you && data.tick >= (this.snapshots.at(-1)?.tick ?? 0);
    if (!isBack) this.clear();
    this.cards.clear();
    this.food.clear();
    this.you = data.you;
    this.size = data.world;
    this.rate = data.rate;
    for (const card of data.cards) this.cards.set(card.id, card);
    this.addFood(data.food, 0);
  }

  addFood(flat, nowMs) {
    for (let i = 0; i + 4 < (flat?.length ?? 0); i += 5) {
      this.food.set(flat[i], { x: flat[i + 1] / 10, y: flat[i + 2] / 10, color: flat[i + 3], mass: flat[i + 4] / 10, sinceMs: nowMs });
    }
  }

  state(data, nowMs) {
    const cells = new Map();
    for (let i = 0; i < data.c.length; i += 5) {
      cells.set(data.c[i], { x: data.c[i + 1] / 10, y: data.c[i + 2] / 10, mass: data.c[i + 3] / 10, seq: data.c[i + 4] });
    }
    this.addFood(data.a, nowMs);
    for (const id of data.d?.length ? data.d : []) this.food.delete(id);
    const last = this.snapshots.at(-1);
    if (last && data.t <= last.tick) return;
    this.snapshots.push({ tick: data.t, atMs: nowMs, cells });
    if (this.snapshots.length > MAX_SNAPSHOTS) this.snapshots.shift();
    const mine = cells.get(this.you);
    if (mine) this.reconcile(mine);
  }

  reconcile(mine) {
    this.inputs = this.inputs.filter((input) => input.seq > mine.seq);
    const target = { x: mine.x, y: mine.y, mass: mine.mass };
    for (const input of this.inputs) this.step(target, input, input.sec);
    const own = this.own;
    const jump = own ? Math.hypot(own.x - target.x, own.y - target.y) : Infinity;
    this.own = target;
    // A small error is led out over the next frames; a large one is another place, as after a death.
    this.error = jump < 150 ? { x: own.x - target.x, y: own.y - target.y } : { x: 0, y: 0 };
  }

  step(cell, direction, sec) {
    const reach = speed(cell.mass) * sec;
    cell.x = Math.max(0, Math.min(this.size, cell.x + direction.x * reach));
    cell.y = Math.max(0, Math.min(this.size, cell.y + direction.y * reach));
  }

  // The input to send for the direction held during a tick.
  input(direction) {
    const input = { x: direction.x, y: direction.y, seq: ++this.seq, sec: 0 };
    this.inputs.push(input);
    if (this.inputs.length > MAX_INPUTS) this.inputs.shift();
    return { x: Math.round(input.x * 100) / 100, y: Math.round(input.y * 100) / 100, seq: input.seq };
  }

  predict(sec) {
    const input = this.inputs.at(-1);
    if (!this.own || !input) return;
    input.sec += sec;
    this.step(this.own, input, sec);
    const keep = Math.exp(-12 * sec);
    this.error.x *= keep;
    this.error.y *= keep;
  }

  // All cells as they are to be drawn, the smallest first.
  cells(nowMs) {
    const shown = nowMs - DELAY_MS;
    let before = this.snapshots[0];
    let after = before;
    for (const snapshot of this.snapshots) {
      after = snapshot;
      if (snapshot.atMs > shown) break;
      before = snapshot;
    }
    if (!after) return [];
    const spanMs = after.atMs - before.atMs;
    const part = spanMs > 0 ? Math.max(0, Math.min(1, (shown - before.atMs) / spanMs)) : 1;
    const cells = [];
    for (const [id, to] of after.cells) {
      const from = before.cells.get(id) ?? to;
      const isJump = Math.hypot(to.x - from.x, to.y - from.y) > 150;
      const at = isJump ? 1 : part;
      cells.push({ id, x: from.x + (to.x - from.x) * at, y: from.y + (to.y - from.y) * at, mass: from.mass + (to.mass - from.mass) * at });
    }
    for (const cell of cells) {
      if (cell.id === this.you && this.own) {
        cell.x = this.own.x + this.error.x;
        cell.y = this.own.y + this.error.y;
      }
      cell.radius = radius(cell.mass);
      cell.card = this.cards.get(cell.id);
    }
    return cells.sort((a, b) => a.mass - b.mass);
  }
}
