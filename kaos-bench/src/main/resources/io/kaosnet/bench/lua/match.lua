-- A small match, as the crowd of VMs runs it.
local M = {}

function M.match_init(context, params)
  return { players = {}, n = 0, sum = 0, tick = 0 }
end

function M.match_loop(context, state, tick, messages)
  state.tick = tick
  for i = 1, #messages do
    local m = messages[i]
    state.n = state.n + 1
    state.sum = state.sum + m.op_code + #m.data
    local p = state.players[m.sender]
    if not p then
      p = { x = 0, y = 0 }
      state.players[m.sender] = p
    end
    p.x = p.x + 1
  end
  return state
end

return M
