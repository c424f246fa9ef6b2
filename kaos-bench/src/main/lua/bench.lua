-- What the script scenarios of `./kaosnet bench` run on the server.
local nk = require("nakama")

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

nk.register_rpc(function(context, payload) return payload end, "lua_echo")
nk.register_rpc(function(context, payload) return nk.json_encode(nk.json_decode(payload)) end, "lua_json")
nk.register_rpc(function(context, payload) return tostring(fib(20)) end, "lua_fib")

-- Hostile ones: neither comes to an end by itself.
nk.register_rpc(function() while true do end end, "lua_spin")
nk.register_rpc(function()
  local hoard = {}
  while true do hoard[#hoard + 1] = string.rep("x", 100000) .. #hoard end
end, "lua_bomb")

-- Makes matches: {"handler", "count"}; answers their ids.
nk.register_rpc(function(context, payload)
  local wanted = nk.json_decode(payload)
  local ids = {}
  for i = 1, wanted.count do
    ids[i] = nk.match_create(wanted.handler, { rate = wanted.rate })
  end
  return nk.json_encode(ids)
end, "lua_create")

if (nk.get_context().env or {}).bench_hooks == "1" then
  nk.register_req_before(function(context, request) return request end, "ListMatches")
  nk.register_req_after(function(context, response, request) end, "ListMatches")
end
if (nk.get_context().env or {}).bench_hooks == "hostile" then
  nk.register_req_before(function() while true do end end, "ListMatches")
end
