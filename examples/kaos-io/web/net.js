import { Client } from "./nakama-js.js";
import config from "./config.js";

const op = { welcome: 1, state: 2, came: 3, went: 4, best: 5, eaten: 6, steer: 10, split: 11, eject: 12 };
const text = new TextDecoder();
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 8000;

// One player's connection. Comes back into the same cell when it breaks: the former session id is
// the token to the seat that the server holds.
export class Connection {
  constructor(events) {
    this.events = events;
    this.client = new Client(config.key, location.hostname, config.port, false);
    this.matchId = null;
    this.sessionId = null;
    this.retryMs = FIRST_RETRY_MS;
  }

  async play(name) {
    this.name = name;
    let device = sessionStorage.getItem("device");
    if (!device) {
      device = crypto.randomUUID();
      sessionStorage.setItem("device", device);
    }
    this.session = await this.client.authenticateDevice(device, true);
    await this.connect();
  }

  async connect() {
    const socket = this.client.createSocket(false);
    socket.onmatchdata = (message) => this.receive(message);
    socket.ondisconnect = () => this.retry();
    socket.onheartbeattimeout = () => socket.disconnect(true);
    if (this.session.isexpired(Date.now() / 1000 + 60)) {
      this.session = await this.client.sessionRefresh(this.session);
    }
    await socket.connect(this.session, true);
    this.socket = socket;
    const match = await this.join(socket);
    this.matchId = match.match_id;
    this.sessionId = match.self.session_id;
    this.retryMs = FIRST_RETRY_MS;
    this.events.connected();
  }

  async join(socket) {
    if (this.matchId) {
      try {
        return await socket.joinMatch(this.matchId, undefined, { name: this.name, resume_token: this.sessionId });
      } catch {
        // The seat is gone, or the arena: a new one will do.
      }
    }
    const found = await socket.rpc("kaos_io_find");
    return socket.joinMatch(JSON.parse(found.payload).match_id, undefined, { name: this.name });
  }

  retry() {
    this.socket = null;
    this.events.lost();
    const waitMs = this.retryMs;
    this.retryMs = Math.min(MAX_RETRY_MS, waitMs * 2);
    setTimeout(() => this.connect().catch(() => this.socket || this.retry()), waitMs);
  }

  receive(message) {
    const data = JSON.parse(text.decode(message.data));
    switch (message.op_code) {
      case op.welcome: return this.events.welcome(data);
      case op.state: return this.events.state(data);
      case op.came: return this.events.came(data);
      case op.went: return this.events.went(data);
      case op.best: return this.events.best(data);
      case op.eaten: return this.events.eaten(data);
    }
  }

  send(opCode, data) {
    if (this.socket && this.matchId) {
      this.socket.sendMatchState(this.matchId, opCode, data).catch(() => {});
    }
  }

  steer(input) { this.send(op.steer, JSON.stringify(input)); }
  split() { this.send(op.split, ""); }
  eject() { this.send(op.eject, ""); }

  // Milliseconds to the server and back.
  async latencyMs() {
    if (!this.socket) return null;
    const start = performance.now();
    await this.socket.rpc("kaos_io_ping", "{}");
    return performance.now() - start;
  }
}
