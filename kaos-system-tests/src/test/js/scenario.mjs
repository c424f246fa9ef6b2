// One scenario for every place the SDK runs in: Node and a browser page. Throws at the first thing
// that is not as an SDK user expects it.

import { check, failsWith, next } from "./expect.mjs";

export async function run({ Client, host, port, format, adapter }) {
  const unique = format + Math.random().toString(36).slice(2, 10);
  const client = new Client("defaultkey", host, String(port), false);
  const steps = [];
  const step = (name) => steps.push(name);

  // Accounts.
  const ann = await client.authenticateDevice("device-" + unique, true, "ann-" + unique);
  check(ann.created && ann.username === "ann-" + unique, "a new account with its user name");
  const again = await client.authenticateDevice("device-" + unique);
  check(!again.created && again.user_id === ann.user_id, "the same account the second time");
  const bob = await client.authenticateCustom("custom-" + unique, true, "bob-" + unique);
  const cod = await client.authenticateCustom("cod-" + unique, true, "cod-" + unique);
  const eve = await client.authenticateEmail(unique + "@example.com", "correct horse", true);
  check(eve.username.length === 10, "a generated user name of ten letters");
  await failsWith(401, client.authenticateEmail(unique + "@example.com", "wrong horse"), "a wrong password");
  await failsWith(404, client.authenticateDevice("unknown-" + unique, false), "an unknown device");
  await failsWith(409, client.authenticateDevice("other-" + unique, true, "ann-" + unique), "a taken user name");
  await failsWith(400, client.authenticateDevice("short"), "a short device id");
  const wrongKey = new Client("wrong", host, String(port), false);
  await failsWith(401, wrongKey.authenticateDevice("device-" + unique), "a wrong server key");
  step("authenticate");

  await client.updateAccount(ann, { display_name: "Ann", timezone: "Europe/Berlin" });
  const account = await client.getAccount(ann);
  check(account.user.display_name === "Ann" && account.user.timezone === "Europe/Berlin", "the changed profile");
  check(account.wallet === "{}" && account.devices[0].id === "device-" + unique, "wallet and devices");
  const users = await client.getUsers(bob, [ann.user_id], ["bob-" + unique]);
  check(users.users.length === 2, "two users by id and by name");
  await client.linkCustom(ann, { id: "second-" + unique });
  await failsWith(409, client.linkCustom(bob, { id: "second-" + unique }), "linking what another has");
  await client.unlinkDevice(ann, { id: "device-" + unique });
  await failsWith(403, client.unlinkCustom(ann, { id: "second-" + unique }), "unlinking the last identifier");
  step("accounts");

  const refreshed = await client.sessionRefresh(bob, { role: "healer" });
  check(refreshed.vars.role === "healer", "variables of the refreshed session");
  step("refresh");

  // Storage.
  const saved = await client.writeStorageObjects(ann, [
    { collection: "saves", key: "slot1", value: { level: 3 }, permission_read: 2, permission_write: 1, version: "*" },
  ]);
  check(saved.acks[0].version.length === 32, "a version for the object");
  const read = await client.readStorageObjects(eve, { object_ids: [{ collection: "saves", key: "slot1", user_id: ann.user_id }] });
  check(read.objects[0].value.level === 3, "the public object as it was written");
  await failsWith(400, client.writeStorageObjects(ann, [{ collection: "saves", key: "slot1", value: {}, version: "*" }]), "a version that does not match");
  const mine = await client.listStorageObjects(ann, "saves", ann.user_id, 10);
  check(mine.objects.length === 1, "one object in the list");
  await client.deleteStorageObjects(ann, { object_ids: [{ collection: "saves", key: "slot1" }] });
  check((await client.listStorageObjects(ann, "saves", ann.user_id)).objects.length === 0, "none after the delete");
  step("storage");

  // Sockets.
  const open = async (session, status = false) => {
    const socket = client.createSocket(false, false, adapter?.());
    await socket.connect(session, status);
    // One answer: from then on the session is open for others too.
    await socket.followUsers([session.user_id]);
    return socket;
  };
  const annSocket = await open(ann);
  const bobSocket = await open(bob, true);
  const followed = await annSocket.followUsers([bob.user_id]);
  check(followed.presences.length === 1 && followed.presences[0].user_id === bob.user_id, "bob online");
  const busy = next(annSocket, "onstatuspresence", (e) => (e.joins ?? []).some((p) => p.status === "busy"), "status");
  await bobSocket.updateStatus("busy");
  await busy;
  step("status");

  const match = await annSocket.createMatch();
  const annSees = next(annSocket, "onmatchpresence", (e) => (e.joins ?? []).some((p) => p.user_id === bob.user_id), "join");
  const joined = await bobSocket.joinMatch(match.match_id);
  check(joined.presences.some((p) => p.user_id === ann.user_id), "ann in the match");
  await annSees;
  const heard = next(annSocket, "onmatchdata", (e) => e.op_code === 7, "match data");
  await bobSocket.sendMatchState(match.match_id, 7, JSON.stringify({ x: 1 }));
  const data = await heard;
  check(new TextDecoder().decode(data.data) === '{"x":1}', "the payload as it was sent");
  check(data.presence.user_id === bob.user_id, "the sender's presence");
  const listed = await client.listMatches(ann, 100, false);
  check(listed.matches.some((m) => m.match_id === match.match_id && m.size === 2), "the match in the list");
  const annSeesLeave = next(annSocket, "onmatchpresence", (e) => (e.leaves ?? []).some((p) => p.user_id === bob.user_id), "leave");
  bobSocket.disconnect(false);
  await annSeesLeave;
  step("match");

  // Matchmaking into a relayed match.
  const matched = (socket) => next(socket, "onmatchmakermatched", () => true, "match found");
  const codSocket = await open(cod);
  const both = [matched(annSocket), matched(codSocket)];
  const ticket = await annSocket.addMatchmaker(`+properties.mode:${unique} +properties.skill:>=5`, 2, 2, { mode: unique }, { skill: 7.5 });
  await annSocket.removeMatchmaker(ticket.ticket);
  const again2 = await annSocket.addMatchmaker(`+properties.mode:${unique} +properties.skill:>=5`, 2, 2, { mode: unique }, { skill: 7.5 });
  await codSocket.addMatchmaker(`+properties.mode:${unique}`, 2, 2, { mode: unique }, { skill: 6 });
  const [annFound, codFound] = await Promise.all(both);
  check(annFound.ticket === again2.ticket && annFound.token === codFound.token, "one token, one's own ticket");
  check(annFound.users.length === 2 && annFound.self.presence.user_id === ann.user_id, "both players and oneself");
  check(annFound.self.numeric_properties.skill === 7.5 && annFound.self.string_properties.mode === unique, "the ticket's properties");
  await annSocket.joinMatch(undefined, annFound.token);
  const together = await codSocket.joinMatch(undefined, codFound.token);
  check(together.presences.some((p) => p.user_id === ann.user_id), "both in the match found");
  try {
    await annSocket.addMatchmaker("*", 1, 2);
    throw new Error("added a ticket for one");
  } catch (e) {
    check(e.code === 3, "error 3 for a minimum of one, got " + JSON.stringify(e));
  }
  step("matchmaker");

  // Parties; the SDK's protobuf adapter has field numbers from before parties could be hidden.
  if (format === "json") {
    const party = await annSocket.createParty(true, 3);
    const annSeesCod = next(annSocket, "onpartypresence", (e) => (e.joins ?? []).some((p) => p.user_id === cod.user_id), "party join");
    const codSeesParty = next(codSocket, "onparty", (e) => e.party_id === party.party_id, "party");
    await codSocket.joinParty(party.party_id);
    await annSeesCod;
    const codsView = await codSeesParty;
    check(codsView.leader.user_id === ann.user_id, "ann to lead");
    const partyHeard = next(annSocket, "onpartydata", (e) => e.op_code === 3, "party data");
    await codSocket.sendPartyData(party.party_id, 3, "ready");
    check(new TextDecoder().decode((await partyHeard).data) === "ready", "party data as it was sent");
    const leads = next(codSocket, "onpartyleader", (e) => e.presence.user_id === cod.user_id, "new leader");
    await annSocket.promotePartyMember(party.party_id, codsView.presences.find((p) => p.user_id === cod.user_id));
    await leads;
    const bobAgain = await open(bob);
    const three = [matched(annSocket), matched(codSocket), matched(bobAgain)];
    const annHears = next(annSocket, "onpartymatchmakerticket", (e) => e.party_id === party.party_id, "party ticket");
    const partyTicket = await codSocket.addMatchmakerParty(party.party_id, `+properties.party:${unique}`, 3, 3, { party: unique });
    check((await annHears).ticket === partyTicket.ticket, "the party's ticket");
    await bobAgain.addMatchmaker(`+properties.party:${unique}`, 3, 3, { party: unique });
    const found = await Promise.all(three);
    check(found.every((m) => m.users.length === 3 && m.token === found[0].token), "three in one match");
    check(found[0].self.party_id === party.party_id && !found[2].self.party_id, "who came as a party");
    bobAgain.disconnect(false);
    const closed = next(annSocket, "onpartyclose", (e) => e.party_id === party.party_id, "party close");
    await codSocket.closeParty(party.party_id);
    await closed;
  }
  step("party");

  try {
    await annSocket.joinMatch("00000000-0000-4000-8000-000000000000.");
    throw new Error("joined a match that is not there");
  } catch (e) {
    check(e.code === 4, "error 4 for a match that is not there, got " + JSON.stringify(e));
  }
  annSocket.disconnect(false);

  // The end of a session.
  await client.sessionLogout(eve, eve.token, eve.refresh_token);
  await failsWith(401, client.getAccount(eve), "a logged-out token");
  const late = client.createSocket(false, false, adapter?.());
  let refused = false;
  try {
    await late.connect(eve, false);
  } catch {
    refused = true;
  }
  check(refused, "no socket for a logged-out token");
  await client.deleteAccount(bob);
  await failsWith(401, client.getAccount(bob), "a deleted account");
  step("log out");
  return steps;
}
