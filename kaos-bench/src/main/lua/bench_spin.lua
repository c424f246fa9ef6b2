-- A match that spins in every tick.
local M = {}

function M.match_init(context, params)
  return {}, params and params.rate or 60, "spin"
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
  while true do end
  return state
end

function M.match_signal(context, dispatcher, tick, state, data)
  return state, data
end

function M.match_terminate(context, dispatcher, tick, state, grace_seconds)
  return state
end

return M
