-- The other shape: one table from match_init, no dispatcher.
kaos.register_match("seeded", {
  match_init = function(ctx, params)
    return { state = { n = 0, first = {} }, tick_rate = 10, label = "seeded" }
  end,
  match_join_attempt = function(ctx, state, presences)
    return state
  end,
  match_join = function(ctx, state, presences)
    if #state.first == 0 then
      state.first = presences
    end
    return state
  end,
  match_loop = function(ctx, state, tick, messages)
    state.n = state.n + 1
    kaos.broadcast(7, "tick " .. tick .. " " .. state.n)
    return state, { { op_code = 8, data = "also" }, { op_code = 9, data = "first", presences = state.first } }
  end,
})
