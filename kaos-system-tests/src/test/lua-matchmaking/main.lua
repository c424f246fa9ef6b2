local nk = require("nakama")

nk.register_match("arena", {
  match_init = function(ctx, params)
    return { expected = params.expected }, 10, "{}"
  end,
  match_join_attempt = function(ctx, dispatcher, tick, state, presence)
    return state, state.expected[presence.user_id] == true, "not expected"
  end,
  match_join = function(ctx, dispatcher, tick, state, presences)
    dispatcher.broadcast_message(1, "welcome", presences)
    return state
  end,
  match_leave = function(ctx, dispatcher, tick, state) return state end,
  match_loop = function(ctx, dispatcher, tick, state) return state end,
  match_terminate = function(ctx, dispatcher, tick, state) return state end,
  match_signal = function(ctx, dispatcher, tick, state) return state end,
})

nk.register_matchmaker_matched(function(ctx, entries)
  if entries[1].properties.where ~= "arena" then return nil end
  local expected = {}
  for _, entry in ipairs(entries) do expected[entry.presence.user_id] = true end
  return nk.match_create("arena", { expected = expected })
end)
