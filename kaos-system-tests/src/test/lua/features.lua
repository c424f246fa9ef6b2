-- Calls the functions of the server's features from a script, and says what is not as expected.
local nk = require("nakama")

local function expect(condition, what)
  if not condition then error("expected: " .. what, 2) end
end

nk.register_storage_index("levels", "progress", "level", { "level" }, { "level" }, 1000, false)

nk.register_storage_index("heroes", "heroes", "", { "level" }, {}, 1000, true)
nk.register_storage_index_filter("heroes", function(context, object)
  return context.execution_mode == "storage_index_filter" and object.value.level >= 10
end)

local function refused(what, call, ...)
  local ok, message = pcall(call, ...)
  expect(not ok, what .. " to be refused")
  return tostring(message)
end

-- Leaderboards, tournaments, brackets and leagues.
local function boards(context, other, name)
  local me, suffix = context.user_id, string.sub(other, 1, 8)
  local board = "board" .. suffix
  nk.leaderboard_create(board, true, "desc", "best", "0 0 * * 1", { kind = "weekly" }, true)
  local record = nk.leaderboard_record_write(board, me, context.username, 10, 1, { weapon = "axe" })
  expect(record.score == 10 and record.rank == 1 and record.metadata.weapon == "axe", "a record")
  nk.leaderboard_record_write(board, other, name, 20)
  local records, owners, next_cursor, _, count = nk.leaderboard_records_list(board, { me }, 1)
  expect(#records == 1 and records[1].owner_id == other and next_cursor ~= nil and count == 2, "the first page")
  expect(#owners == 1 and owners[1].rank == 2, "the owner's record")
  expect(#nk.leaderboard_records_list(board, nil, 1, next_cursor) == 1, "the second page")
  local cursor = nk.leaderboard_records_list_cursor_from_rank(board, 2)
  expect(nk.leaderboard_records_list(board, nil, 1, cursor)[1].owner_id == me, "the page from rank 2")
  expect(#nk.leaderboard_records_haystack(board, me, 10) == 2, "records around")
  expect(kaos.leaderboard_submit(board, me, context.username, 30).rank == 1, "the first KaosNet's names")
  expect(kaos.leaderboard_get_top(board, 1)[1].owner_id == me and #kaos.leaderboard_get_around(board, me) == 2, "top and around")
  expect(kaos.leaderboard_record(board, other).score == 20, "one record")
  expect(nk.leaderboards_get_id({ board })[1].metadata.kind == "weekly", "the leaderboard")
  nk.leaderboard_record_delete(board, other)
  expect(kaos.leaderboard_get_record(board, other) == nil, "no record")
  refused("an unknown operator", nk.leaderboard_create, board .. "x", false, "desc", "worst")
  refused("a bad argument", nk.leaderboard_create)
  nk.leaderboard_delete(board)
  refused("a leaderboard that is gone", nk.leaderboard_record_write, board, me, "", 1)

  local cup = "cup" .. suffix
  nk.tournament_create(cup, true, "desc", "incr", 3600, "", { prize = 5 }, "Cup", "a cup", 3, 0, 0, 10, 2, true)
  refused("a score of somebody who has not joined", nk.tournament_record_write, cup, me, context.username, 1)
  nk.tournament_join(cup, me, context.username)
  nk.tournament_record_write(cup, me, context.username, 1)
  expect(nk.tournament_record_write(cup, me, context.username, 2).score == 3, "the sum")
  expect(nk.tournament_record_write(cup, me, context.username, 2).score == 3, "a third score that changes nothing")
  nk.tournament_add_attempt(cup, me, 1)
  expect(nk.tournament_record_write(cup, me, context.username, 2).score == 5, "one more")
  expect(nk.tournaments_get_id({ cup })[1].title == "Cup", "the tournament")
  expect(#nk.tournament_records_list(cup, {}, 10) == 1, "its records")
  nk.tournament_delete(cup)

  local bracket = nk.bracket_create({ id = "br" .. suffix, title = "Duel", format = "SINGLE_ELIMINATION", best_of = 1, metadata = { map = "hill" } })
  expect(bracket.metadata.map == "hill" and bracket.state == 0, "an open bracket")
  nk.bracket_join(bracket.id, me, context.username, 1)
  nk.bracket_join(bracket.id, other, name, 2)
  bracket = nk.bracket_start(bracket.id)
  expect(#bracket.matches == 1 and bracket.state == 1, "a match")
  bracket = nk.bracket_decide(bracket.id, bracket.matches[1].id, 1, 0)
  expect(bracket.state == 2 and bracket.entrants[1].user_id == me, "a winner")
  nk.bracket_delete(bracket.id)

  local league = nk.league_create({ id = "lg" .. suffix, divisions = 2, promoted = 1, relegated = 1, reset_schedule = "0 0 1 * *" })
  expect(league.divisions == 2, "a league")
  expect(nk.league_join(league.id, me, context.username).division == 2, "the lowest division")
  nk.league_record_write(league.id, me, context.username, 7)
  expect(nk.league_records_list(league.id, 2, 10)[1].score == 7, "the division's records")
  nk.league_delete(league.id)
end

-- Schedules, configuration, files, statuses, parties, other companies' logins.
local function tools(context, other)
  expect(nk.cron_next("0 0 * * 1", 1577836800) == 1578268800, "the next Monday")
  expect(nk.cron_prev("0 0 * * 1", 1577836800) == 1577664000, "the last Monday")
  refused("a bad schedule", nk.cron_next, "often", 0)
  local config = nk.get_config()
  expect(config.name ~= nil and config.runtime.lua_dialect == "5.1" and config.session.encryption_key == nil, "the configuration")
  expect(string.find(nk.file_read("lib/utils.lua"), "return", 1, true), "a file")
  refused("a file elsewhere", nk.file_read, "../../../pom.xml")
  refused("SQL", nk.sql_query, "SELECT 1", {})
  expect(#nk.users_get_random(1) == 1, "somebody")
  nk.status_follow(context.session_id, { other })
  nk.status_unfollow(context.session_id, { other })
  refused("a socket that is not there", nk.status_follow, other, { other })
  expect(#nk.party_list(10, nil, true) == 0, "no party")
  refused("a login of nobody", nk.authenticate_steam, "token")
  refused("a link to nobody", nk.link_google, other, "token")
  nk.storage_write({
    { collection = "heroes", key = "low", user_id = other, value = { level = 1 } },
    { collection = "heroes", key = "high", user_id = other, value = { level = 11 } },
  })
  local heroes = nk.storage_index_list("heroes", "+user_id:" .. other, 10)
  expect(#heroes == 1 and heroes[1].key == "high", "what the filter takes")
end

nk.register_rpc(function(context, payload)
  local me = context.user_id
  local suffix = string.sub(me, 1, 8)
  local other = nk.authenticate_custom("custom-" .. suffix, "other" .. suffix, true)
  expect(type(other) == "string" and #other == 36, "a user id")
  local again, name, created = nk.authenticate_custom("custom-" .. suffix)
  expect(again == other and name == "other" .. suffix and created == false, "the same user")

  -- Accounts.
  nk.account_update_id(other, { rank = "gold" }, nil, "Other")
  local account = nk.account_get_id(other)
  expect(account.user.display_name == "Other" and account.user.metadata.rank == "gold", "the changed account")
  expect(account.custom_id == "custom-" .. suffix, "the custom id")
  expect(#nk.accounts_get_id({ me, other }) == 2 and #nk.users_get_id({ me, other }) == 2, "two users")
  nk.link_device(other, "device-of-other-" .. suffix)
  expect(#nk.account_get_id(other).devices == 1, "a device")
  nk.unlink_device(other, "device-of-other-" .. suffix)
  local token, expiry = nk.authenticate_token_generate(other, name, nil, { a = "b" })
  expect(#token > 50 and expiry > nk.time() / 1000, "a token")

  -- Storage, wallets, and both at once.
  local acks, wallets = nk.multi_update(
    { { user_id = other, metadata = { rank = "silver" } } },
    { { collection = "c", key = "k", user_id = other, value = { n = 1, list = { 1, 2 } } } },
    {}, { { user_id = other, changeset = { gems = 3 } } }, true)
  expect(acks[1].version ~= "" and wallets[1].updated.gems == 3, "both changes")
  local ok = pcall(nk.multi_update, {},
    { { collection = "c", key = "k2", user_id = other, value = {} } }, {},
    { { user_id = other, changeset = { gems = -4 } } }, true)
  expect(not ok and #nk.storage_read({ { collection = "c", key = "k2", user_id = other } }) == 0, "nothing of a failed change")
  nk.storage_write_retry({ { collection = "c", key = "k", user_id = other } }, function(objects)
    objects[1].value.n = objects[1].value.n + 1
    return objects
  end, 3)
  local objects, cursor = nk.storage_list(other, "c", 10)
  expect(#objects == 1 and objects[1].value.n == 2 and objects[1].value.list[2] == 2 and cursor == nil, "one object")
  nk.storage_delete({ { collection = "c", key = "k", user_id = other } })
  expect(#nk.storage_list(other, "c", 10) == 0, "no object")
  expect(nk.wallet_ledger_list(other)[1].changeset.gems == 3, "the ledger")
  local found = nk.storage_index_list("levels", "+value.level:1", 10, { "-level" })
  expect(#found >= 1 and found[1].value.level == 1, "an indexed object")

  -- Friends, notifications, groups, chat.
  nk.friends_add(me, context.username, { other }, {})
  nk.friends_add(other, name, { me }, {})
  local friends = nk.friends_list(me, 10, 0)
  expect(#friends == 1 and friends[1].user.user_id == other and friends[1].state == 0, "a friend")
  nk.notifications_send({ { user_id = other, subject = "s", content = { a = 1 }, code = 5, persistent = true } })
  local notices = nk.notifications_list(other, 100)
  local last = notices[#notices]
  expect(last.subject == "s" and last.content.a == 1 and last.code == 5, "a notification")
  nk.notifications_delete_id({ last.id }, other)
  local group = nk.group_create(other, "group" .. suffix, nil, "en", "about", nil, true, { color = "red" }, 10)
  expect(group.metadata.color == "red" and group.open == true and group.max_count == 10, "a group")
  nk.group_user_join(group.id, me, context.username)
  expect(#nk.group_users_list(group.id, 10) == 2, "two members")
  expect(nk.user_groups_list(me, 10)[1].group.id == group.id, "the group of a user")
  nk.group_users_promote(group.id, { me })
  nk.group_update(group.id, other, nil, nil, nil, "new", nil, nil, nil)
  expect(nk.groups_get_id({ group.id })[1].description == "new", "the changed group")
  local channel = nk.channel_id_build(other, group.id, 3)
  local ack = nk.channel_message_send(channel, { text = "hello" }, other, name, true)
  local messages = nk.channel_messages_list(channel, 100, false)
  expect(#ack.message_id == 36 and messages[1].content.text == "hello", "what was said")
  kaos.group_leave(group.id, me)
  expect(#kaos.group_members(group.id, 10) == 1, "one member left")
  kaos.group_join(group.id, me)
  expect(#kaos.group_members(group.id, 10) == 2, "two members again")
  kaos.friends_remove(me, other, context.username)
  expect(#nk.friends_list(me, 10, 0) == 0, "no friend any more")
  nk.group_delete(group.id)

  boards(context, other, name)
  tools(context, other)

  -- Streams and sessions.
  local stream = { mode = 100, label = "l" .. suffix }
  expect(nk.stream_user_join(me, context.session_id, stream, false, false, "here") == true, "on the stream")
  expect(nk.stream_count(stream) == 1 and nk.stream_user_list(stream)[1].status == "here", "one presence")
  nk.stream_send(stream, "data")
  nk.stream_user_leave(me, context.session_id, stream)
  expect(nk.stream_count(stream) == 0, "nobody left")
  expect(kaos.session_get(context.session_id).user_id == me and kaos.session_get(other) == nil, "whose the socket is")
  expect(#kaos.storage_set(other, "c", "one", { n = 4 }) > 0 and kaos.storage_get(other, "c", "one").n == 4, "one object")
  expect(kaos.storage_get(other, "c", "two") == nil, "no object")
  kaos.storage_delete(other, "c", "one")
  expect(kaos.storage_get(other, "c", "one") == nil, "deleted by its place")
  refused("an owner that is none", kaos.storage_delete, 7, "c", "one")
  refused("no collection", kaos.storage_delete, other)
  local quiet = nk.match_create("tictactoe", { fast = true })
  kaos.room_send(quiet, 1, "to nobody")
  refused("a match that is none", kaos.room_send, "room", 1)
  nk.event("checked", { by = me })
  nk.metrics_counter_add("checks", { kind = "lua" }, 1)
  nk.account_delete_id(other)
  expect(#nk.users_get_id({ other }) == 0, "no user")
  return "all well"
end, "check_features")
