local nk = require("nakama")

local hidden = {}

local function match(keep)
  return {
    match_init = function() return { kept = {} }, 10, "hoard" end,
    match_loop = function(ctx, dispatcher, tick, state)
      keep(state, string.rep("x", 1000000) .. tick)
      return state
    end,
  }
end

nk.register_match("hoard_state", match(function(state, text) state.kept[#state.kept + 1] = text end))
nk.register_match("hoard_hidden", match(function(state, text) hidden[#hidden + 1] = text end))
nk.register_match("no_hoard", match(function(state, text) state.kept[1] = text end))
