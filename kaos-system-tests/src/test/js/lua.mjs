// Public-style Nakama modules in Lua, played with the unmodified SDK.
import { Client } from "@heroiclabs/nakama-js";
import WebSocket from "ws";

globalThis.WebSocket ??= WebSocket;
const [host, port] = process.argv.slice(2);

function check(condition, what) {
  if (!condition) throw new Error("expected: " + what);
}

async function failure(promise, what) {
  try {
    await promise;
  } catch (e) {
    if (e instanceof Response || (e && typeof e.json === "function")) {
      return { status: e.status, ...(await e.json()) };
    }
    return e;
  }
  throw new Error("expected: " + what + " to fail");
}

function failureOr(promise) {
  return promise.catch((e) => e);
}

async function until(condition, what) {
  const limit = Date.now() + 10_000;
  while (!condition()) {
    check(Date.now() < limit, what + " within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function player(name) {
  const client = new Client("defaultkey", host, port, false);
  const unique = Math.random().toString(36).slice(2, 10);
  const session = await client.authenticateDevice("device-" + name + unique, true, name + unique);
  const socket = client.createSocket(false);
  const seen = [];
  socket.onmatchdata = (m) =>
    seen.push({ op: Number(m.op_code), data: m.data?.length ? JSON.parse(new TextDecoder().decode(m.data)) : null });
  socket.notifications = [];
  socket.onnotification = (n) => socket.notifications.push(n);
  socket.statuses = [];
  socket.onstatuspresence = (event) => socket.statuses.push(...(event.joins ?? []));
  await socket.connect(session, true);
  return { client, session, socket, seen };
}

const ann = await player("ann");
const bob = await player("bob");

// Hooks around authentication, and doors to accounts, wallets and storage.
const who = JSON.parse((await ann.socket.rpc("whoami")).payload);
check(who.name === ann.session.username && who.id === ann.session.user_id, "the caller's own account");
check(who.wallet.coins === 100 && who.ledger === 1 && who.devices === 1, "the welcome coins, got " + JSON.stringify(who));
check(who.mode === "rpc" && who.ip === "127.0.0.1" && who.lang === "en", "the context of a socket");
const level = await bob.client.readStorageObjects(bob.session, {
  object_ids: [{ collection: "progress", key: "level", user_id: ann.session.user_id }],
});
check(level.objects[0].value.level === 1, "an object that the after hook wrote");
console.log("after hook");

// Hooks that change and reject.
let e = await failure(ann.client.updateAccount(ann.session, { display_name: "TheAdmin" }), "a bad name");
check(e.status === 400 && e.code === 3 && e.message === "that name is not allowed", "a refusal with code 3, got " + JSON.stringify(e));
await ann.client.updateAccount(ann.session, { display_name: "Ann", location: "here" });
check((await ann.client.getAccount(ann.session)).user.location === "HERE", "the changed location");
e = await failure(
  ann.client.writeStorageObjects(ann.session, [{ collection: "reward", key: "daily", value: {} }]),
  "a disabled collection");
check(e.status === 404, "a disabled resource as 404, got " + JSON.stringify(e));
await ann.client.writeStorageObjects(ann.session, [{ collection: "notes", key: "n", value: { a: 1 } }]);
const notes = await bob.client.readStorageObjects(bob.session, {
  object_ids: [{ collection: "notes", key: "n", user_id: ann.session.user_id }],
});
check(notes.objects.length === 1, "the permission that the hook set");
e = await failure(ann.socket.createMatch(), "a match of a client's own");
check(e.code === 1, "an error with code 1, got " + JSON.stringify(e));
await bob.socket.followUsers([ann.session.user_id]);
await ann.socket.updateStatus("playing");
await until(() => bob.socket.statuses.some((s) => s.status === `playing (${ann.session.username})`), "the changed status");
e = await failure(ann.socket.updateStatus("x".repeat(21)), "a long status");
check(e.code === 7 && e.message === "status too long", "the hook's error, got " + JSON.stringify(e));
check((await ann.socket.rpc("last_status")).payload === `playing (${ann.session.username})`, "what the after hook saw");
console.log("before hooks");

// The daily reward.
check(JSON.parse((await ann.socket.rpc("can_claim_daily_reward")).payload).can_claim === true, "a reward to claim");
const claim = await ann.client.rpc(ann.session, "claim_daily_reward", {});
check(claim.payload.coins_received === 500 && claim.payload.coins === 600, "the reward, got " + JSON.stringify(claim));
check((await ann.client.rpc(ann.session, "claim_daily_reward", {})).payload.coins_received === 0, "no second reward");
await until(() => ann.socket.notifications.some((n) => n.code === 1001 && n.content.coins === 500), "a notification");
const wallet = JSON.parse((await ann.client.getAccount(ann.session)).wallet);
check(wallet.coins === 600, "600 coins");
e = await failure(
  fetch(`http://${host}:${port}/v2/rpc/claim_daily_reward?http_key=defaulthttpkey`, { method: "POST", body: '""' })
    .then(async (r) => { if (!r.ok) throw { status: r.status, ...(await r.json()) }; }),
  "a claim without a player");
check(e.status === 403 && e.code === 7 && e.message === "only for players", "code 7, got " + JSON.stringify(e));
console.log("daily reward");

// RPC in its forms.
let text = await (await fetch(`http://${host}:${port}/v2/rpc/web/hook?http_key=defaulthttpkey&unwrap&name=x`, {
  method: "POST", body: '{"raw":1}' })).text();
check(text === '{"name":"x","payload":"{\\"raw\\":1}"}', "the raw answer, got " + text);
e = await failure(ann.client.rpc(ann.session, "match_status", "nonsense"), "a bad payload");
check(e.code === 3, "code 3, got " + JSON.stringify(e));
e = await failure(ann.socket.rpc("unknown_function"), "an unknown function");
check(e.code === 6, "code 6, got " + JSON.stringify(e));
const started = Date.now();
e = await failure(ann.client.rpc(ann.session, "spin", {}), "an endless function");
check(Date.now() - started < 5000 && e.code === 4, "an end after its time, got " + JSON.stringify(e));
console.log("functions");

// The lobby and a whole game.
const found = JSON.parse((await ann.socket.rpc("find_match", JSON.stringify({ fast: true }))).payload);
const id = found.match_ids[0];
const joined = await ann.socket.joinMatch(id);
check(joined.authoritative && JSON.parse(joined.label).open === 1, "an open match, got " + JSON.stringify(joined));
const second = JSON.parse((await bob.socket.rpc("find_match", JSON.stringify({ fast: true }))).payload);
check(second.match_ids[0] === id, "the match with a free seat");
await bob.socket.joinMatch(id);
e = await failure((await player("eve")).socket.joinMatch(id), "a third player");
check(e.code === 5 && e.message === "match full", "a full match, got " + JSON.stringify(e));
await until(() => ann.seen.some((m) => m.op === 1) && bob.seen.some((m) => m.op === 1), "the start");
const { marks, mark } = ann.seen.find((m) => m.op === 1).data;
let [first, other] = marks[ann.session.user_id] === mark ? [ann, bob] : [bob, ann];
await other.socket.sendMatchState(id, 4, JSON.stringify({ position: 0 }));
await until(() => other.seen.some((m) => m.op === 5), "a rejected move out of turn");
check(!first.seen.some((m) => m.op === 5), "the rejection only for the one that moved");
let updates = 0;
for (const position of [0, 3, 1, 4]) {
  await first.socket.sendMatchState(id, 4, JSON.stringify({ position }));
  updates++;
  await until(() => other.seen.filter((m) => m.op === 2).length === updates, "move " + updates);
  [first, other] = [other, first];
}
const status = JSON.parse((await bob.socket.rpc("match_status", JSON.stringify({ match_id: id }))).payload);
check(status.players === 2 && status.moves === 4, "the status by signal, got " + JSON.stringify(status));
await first.socket.sendMatchState(id, 4, JSON.stringify({ position: 2 }));
await until(() => other.seen.some((m) => m.op === 3), "the end");
const done = other.seen.find((m) => m.op === 3).data;
check(done.winner === mark && JSON.stringify(done.positions) === "[1,2,3]", "a winner, got " + JSON.stringify(done));
const prize = JSON.parse((await first.client.getAccount(first.session)).wallet);
check(prize.wins === 1, "the prize, got " + JSON.stringify(prize));
e = await failure(ann.socket.joinMatch(id), "joining a match that ended");
check(e.code === 4, "code 4, got " + JSON.stringify(e));
console.log("tic-tac-toe");

// Every feature's functions, from a script.
const checked = await failureOr(ann.socket.rpc("check_features"));
check(checked.payload === "all well", "all well, got " + JSON.stringify(checked));
console.log("passed");
process.exit(0);
