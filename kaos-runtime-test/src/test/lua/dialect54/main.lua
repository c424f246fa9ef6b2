local nk = require("nakama")
local half <const> = 2

nk.register_rpc(function(ctx, payload)
  return tostring(tonumber(payload) // half)
end, "half")

nk.register_match("room", {
  match_init = function() return {}, 10, "" end,
  match_loop = function(_, _, _, state) return state end,
})

nk.register_matchmaker_matched(function(ctx, players)
  return nk.match_create("room", {})
end)
