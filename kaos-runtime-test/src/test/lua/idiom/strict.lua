local nk = require("nakama")
local M = {}

function M.match_init(context, params)
  if params and params.fails == "text" then error("no such map") end
  if params and params.fails == "table" then error({ "no map today", 5 }) end
  return { params = params == nil and "nil" or type(params) .. tostring(params.laps) }, 20, ""
end

function M.match_join_attempt(context, dispatcher, tick, state, presence, metadata)
  if metadata.answer == "none" then return state end
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
    local ok, problem = pcall(function()
      dispatcher.broadcast_message(1, "x", { message.sender.session_id })
    end)
    dispatcher.broadcast_message(2, tostring(ok) .. " " .. tostring(problem))
  end
  return state
end

function M.match_terminate(context, dispatcher, tick, state, grace)
  return state
end

function M.match_signal(context, dispatcher, tick, state, data)
  return state, state.params .. " " .. context.match_tick_rate
end

return M
