// Leaderboards and tournaments as an SDK user sees them: node leaderboards.mjs HOST PORT
// The server has made the boards "best", "mine" and "daily" and the tournament "cup".
import { Client } from "@heroiclabs/nakama-js";

const [host, port] = process.argv.slice(2);
const client = new Client("defaultkey", host, port, false);
const unique = Math.random().toString(36).slice(2, 10);

function check(condition, what) {
  if (!condition) throw new Error("expected: " + what);
}

async function failsWith(status, promise, what) {
  try {
    await promise;
  } catch (e) {
    check(e.status === status, `${what} to answer ${status}, got ${e.status ?? e}`);
    return;
  }
  throw new Error("expected: " + what + " to fail with " + status);
}

// The SDK has no call for this one.
async function del(session, path) {
  const headers = { Authorization: "Bearer " + session.token };
  const response = await fetch(`http://${host}:${port}/v2/${path}`, { method: "DELETE", headers });
  check(response.status === 200, "a record deleted");
}

const players = [];
for (let i = 0; i < 7; i++) {
  players.push(await client.authenticateDevice(`device-${unique}-${i}`, true, `p${i}-${unique}`));
}
const [ann, bob] = players;

for (const [i, player] of players.entries()) {
  const record = await client.writeLeaderboardRecord(player, "best", { score: String(100 - i), subscore: "1", metadata: { i } });
  check(Number(record.rank) === i + 1 && Number(record.num_score) === 1, "each player's rank at once");
}
const top = await client.listLeaderboardRecords(ann, "best", [], 3);
check(top.records.length === 3 && top.records[0].username === ann.username, "the first page");
check(top.records[2].metadata.i === 2 && Number(top.rank_count) === 7, "metadata and the count of ranks");
const next = await client.listLeaderboardRecords(ann, "best", [], 3, top.next_cursor);
check(Number(next.records[0].rank) === 4 && next.prev_cursor, "the second page");
const around = await client.listLeaderboardRecordsAroundOwner(ann, "best", players[3].user_id, 5);
check(around.records.map((r) => Number(r.rank)).join() === "2,3,4,5,6", "five around the fourth");
const own = await client.listLeaderboardRecords(ann, "best", [bob.user_id]);
check(Number(own.owner_records[0].rank) === 2, "a player's own record");
const same = await client.writeLeaderboardRecord(ann, "best", { score: "5" });
check(Number(same.score) === 100 && Number(same.num_score) === 1, "the best score kept");
await del(ann, "leaderboard/best");
const later = await client.listLeaderboardRecordsAroundOwner(bob, "best", bob.user_id, 1);
check(Number(later.records[0].rank) === 1, "the second first, with the first gone");
await failsWith(403, client.writeLeaderboardRecord(ann, "mine", { score: "1" }), "a score for the server alone");
await failsWith(404, client.writeLeaderboardRecord(ann, "nowhere", { score: "1" }), "an unknown leaderboard");
await failsWith(400, client.writeLeaderboardRecord(ann, "best", { score: "-1" }), "a score below zero");
await failsWith(400, client.listLeaderboardRecords(ann, "best", [], 5000), "too large a page");
const daily = await client.writeLeaderboardRecord(ann, "daily", { score: "7" });
check(new Date(daily.expiry_time) > new Date(), "a record that expires at the next reset");

const tournaments = await client.listTournaments(ann, 0, 127, undefined, undefined, 10);
const cup = tournaments.tournaments.find((t) => t.id === "cup");
check(cup && cup.title === "Cup" && cup.can_enter && cup.max_size === 2, "an open tournament");
await failsWith(400, client.writeTournamentRecord(ann, "cup", { score: "5" }), "a score before joining");
await client.joinTournament(ann, "cup");
await client.joinTournament(bob, "cup");
await failsWith(400, client.joinTournament(players[2], "cup"), "a full tournament");
const first = await client.writeTournamentRecord(ann, "cup", { score: "5" });
check(Number(first.rank) === 1 && Number(first.max_num_score) === 2, "a record of the tournament");
await client.writeTournamentRecord(ann, "cup", { score: "6" });
const third = await client.writeTournamentRecord(ann, "cup", { score: "9" });
check(Number(third.score) === 6, "no third attempt");
const records = await client.listTournamentRecords(bob, "cup", [bob.user_id], 10);
check(records.records.length === 2 && Number(records.owner_records[0].rank) === 2, "all who take part");
const centred = await client.listTournamentRecordsAroundOwner(bob, "cup", bob.user_id, 2);
check(centred.records.length === 2, "the records around one");
await del(bob, "tournament/cup");
await client.joinTournament(players[2], "cup");

// Brackets have no calls in the SDK: plain requests.
async function kaos(session, method, path, body) {
  const headers = { Authorization: "Bearer " + session.token };
  const response = await fetch(`http://${host}:${port}/v2/kaos/${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, answer: await response.json() };
}
for (const player of [ann, bob]) {
  check((await kaos(player, "POST", "bracket/final4/join")).status === 200, "to join a bracket");
}
const open = await kaos(ann, "GET", "bracket/final4");
check(open.answer.entrants.length === 2, "both who joined");
check((await kaos(ann, "GET", "bracket?limit=5")).answer.brackets[0].id === "final4", "a list of brackets");
check((await kaos(ann, "POST", "bracket/final4/match/1/report", { home_games: 1 })).status === 404, "no match yet");
check((await kaos(ann, "GET", "bracket/nowhere")).status === 404, "no such bracket");
console.log("passed: leaderboards, tournaments");
process.exit(0);
