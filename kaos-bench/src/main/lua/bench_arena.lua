-- Players move; everybody is told where everybody is, in every tick.
local M = {}
local OP_STATE = 2

function M.match_init(context, params)
  return { players = {} }, params and params.rate or 30, "arena"
end

function M.match_join_attempt(context, dispatcher, tick, state, presence, metadata)
  return state, true
end

function M.match_join(context, dispatcher, tick, state, presences)
  for _, presence in ipairs(presences) do
    state.players[presence.session_id] = { x = 0, y = 0 }
  end
  return state
end

function M.match_leave(context, dispatcher, tick, state, presences)
  for _, presence in ipairs(presences) do
    state.players[presence.session_id] = nil
  end
  return state
end

function M.match_loop(context, dispatcher, tick, state, messages)
  for _, message in ipairs(messages) do
    local player = state.players[message.sender.session_id]
    player.x = (player.x + 3) % 1000
    player.y = (player.y + 5) % 1000
  end
  local parts = {}
  for id, player in pairs(state.players) do
    parts[#parts + 1] = string.format("%s:%d,%d", string.sub(id, 1, 8), player.x, player.y)
  end
  -- One of the tick's inputs goes ahead of the state: when it was sent says how long it took.
  local input = #messages > 0 and messages[math.random(#messages)].data or string.rep("-", 32)
  dispatcher.broadcast_message(OP_STATE, input .. table.concat(parts, ";"))
  return state
end

function M.match_signal(context, dispatcher, tick, state, data)
  return state, data
end

function M.match_terminate(context, dispatcher, tick, state, grace_seconds)
  return state
end

return M
