import { Client } from "./nakama-js.js";
import config from "./config.js";

const op = { welcome: 1, state: 2, came: 3, went: 4, best: 5, eaten: 6, steer: 10, split: 11, eject: 12, hello: 13 };
const text = new TextDecoder();
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 2000;
const HEARTBEAT_MS = 3000;

// One player's connection. Comes back into the same cell when it breaks: the former session id is
// the token to the seat that the server holds. A page that was loaded anew has no token, but is the
// same user; so each join says hello, for what the arena looks like now.
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
    await this.connect();
  }

  async connect() {
    let device = sessionStorage.getItem("device");
    if (!device) {
      device = crypto.randomUUID();
      sessionStorage.setItem("device", device);
    }
    const session = await this.client.authenticateDevice(device, true);
    const socket = this.client.createSocket(false);
    socket.setHeartbeatTimeoutMs(HEARTBEAT_MS);
    socket.onmatchdata = (message) => this.receive(message);
    await socket.connect(session, true);
    let match;
    try {
      match = await this.join(socket);
    } catch (refusal) {
      socket.disconnect(false);
      throw refusal;
    }
    // A link that is silent is given up before the browser notices that it broke.
    const over = () => this.socket === socket && this.retry();
    socket.ondisconnect = over;
    socket.onheartbeattimeout = over;
    this.socket = socket;
    this.matchId = match.match_id;
    this.sessionId = match.self.session_id;
    this.retryMs = FIRST_RETRY_MS;
    this.hello();
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
    setTimeout(() => this.connect().catch(() => this.retry()), waitMs);
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
  // Bytes: nakama-js takes the characters of a text for them.
  hello() { this.send(op.hello, new TextEncoder().encode(JSON.stringify({ name: this.name }))); }
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
