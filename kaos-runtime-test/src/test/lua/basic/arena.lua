local nk = require("nakama")
local M = {}

function M.match_init(ctx, params)
  local state = { ticks = 0, joined = {}, log = {}, mode = params and params.mode or "" }
  return state, 10, nk.json_encode({ mode = state.mode, open = true }), { reconnect_grace_ms = 2000 }
end

function M.match_join_attempt(ctx, dispatcher, tick, state, presence, metadata)
  if ctx.username ~= presence.username then return state, false, "who are you" end
  if presence.username == "eve" then return state, false, "no eve" end
  if metadata.team then state.team = metadata.team end
  return state, true
end

function M.match_join(ctx, dispatcher, tick, state, presences)
  for _, p in ipairs(presences) do
    state.joined[p.user_id] = p
    dispatcher.broadcast_message(1, "welcome " .. p.username, nil, p)
  end
  return state
end

function M.match_leave(ctx, dispatcher, tick, state, presences)
  for _, p in ipairs(presences) do
    state.joined[p.user_id] = nil
    dispatcher.broadcast_message(2, p.username .. " left " .. p.reason)
  end
  return state
end

function M.match_loop(ctx, dispatcher, tick, state, messages)
  state.ticks = state.ticks + 1
  for _, m in ipairs(messages) do
    local word = m.data
    if word == "boom" then error("broken on purpose") end
    if word == "spin" then while true do end end
    if word == "end" then return nil end
    if word == "kick" then dispatcher.match_kick({ m.sender }) end
    if word == "label" then dispatcher.match_label_update('{"open":false}') end
    if word == "only me" then
      dispatcher.broadcast_message(m.op_code, word, { m.sender })
    elseif word == "nobody" then
      dispatcher.broadcast_message(m.op_code, word, {})
    else
      dispatcher.broadcast_message_deferred(m.op_code, word, nil, m.sender)
    end
  end
  return state
end

function M.match_signal(ctx, dispatcher, tick, state, data)
  return state, data .. " " .. state.ticks .. " " .. ctx.match_label .. " " .. (state.team or "none")
end

function M.match_terminate(ctx, dispatcher, tick, state, grace)
  return state
end

return M
