local nk = require("nakama")
local rules = require("rules")

nk.run_once(function()
  nk.leaderboard_create(rules.leaderboard, true, "desc", "best", nil, { game = "kaos_io" }, true)
end)

-- Gives the id of an arena with a free place.
nk.register_rpc(function(ctx, payload)
  local found = nk.match_list(1, true, nil, 0, 49, "+label.game:kaos_io +label.open:T")
  if found[1] then
    return nk.json_encode({ match_id = found[1].match_id })
  end
  local bots = tonumber(ctx.env and ctx.env.kaos_io_bots) or 0
  return nk.json_encode({ match_id = nk.match_create("kaos_io", { bots = bots }) })
end, "kaos_io_find")

-- Answers at once, so that players see their latency.
nk.register_rpc(function(ctx, payload)
  return payload
end, "kaos_io_ping")
