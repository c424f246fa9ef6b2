-- A match that writes what it is sent to the database and says so when it is there.
local nk = require("nakama")

local M = {}

function M.match_init(context, params)
  return {}, 30, "ledger"
end

function M.match_join_attempt(context, dispatcher, tick, state, presence, metadata)
  return state, true
end

function M.match_join(context, dispatcher, tick, state, presences)
  return state
end

function M.match_leave(context, dispatcher, tick, state, presences)
  return state
end

function M.match_loop(context, dispatcher, tick, state, messages)
  for _, message in ipairs(messages) do
    nk.storage_write({
      { collection = "ledger", key = message.data, user_id = message.sender.user_id, value = { tick = tick } },
    })
    dispatcher.broadcast_message(1, message.data, { message.sender })
  end
  return state
end

function M.match_signal(context, dispatcher, tick, state, data)
  return state, data
end

function M.match_terminate(context, dispatcher, tick, state, grace_seconds)
  return state
end

return M
