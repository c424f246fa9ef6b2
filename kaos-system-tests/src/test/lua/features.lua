-- Calls the functions of the server's features from a script, and says what is not as expected.
local nk = require("nakama")

local function expect(condition, what)
  if not condition then error("expected: " .. what, 2) end
end

nk.register_storage_index("levels", "progress", "level", { "level" }, { "level" }, 1000, false)

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
  nk.group_delete(group.id)

  -- Streams and sessions.
  local stream = { mode = 100, label = "l" .. suffix }
  expect(nk.stream_user_join(me, context.session_id, stream, false, false, "here") == true, "on the stream")
  expect(nk.stream_count(stream) == 1 and nk.stream_user_list(stream)[1].status == "here", "one presence")
  nk.stream_send(stream, "data")
  nk.stream_user_leave(me, context.session_id, stream)
  expect(nk.stream_count(stream) == 0, "nobody left")
  nk.event("checked", { by = me })
  nk.metrics_counter_add("checks", { kind = "lua" }, 1)
  nk.account_delete_id(other)
  expect(#nk.users_get_id({ other }) == 0, "no user")
  return "all well"
end, "check_features")
