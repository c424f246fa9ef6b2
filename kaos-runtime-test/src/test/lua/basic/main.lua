local nk = require("nakama")
local text = require("util.text")

local loads = 0

nk.register_rpc(function(ctx, payload)
  return text.shout(payload)
end, "Shout")

kaos.register_rpc("who", function(ctx, payload)
  return nk.json_encode({
    user = ctx.user_id, name = ctx.username, mode = ctx.execution_mode,
    place = ctx.env.place, tier = ctx.vars and ctx.vars.tier,
  })
end)

nk.register_rpc(function() error({"not today", 9}) end, "refuse")
nk.register_rpc(function() error("boom") end, "boom")
nk.register_rpc(function() return 42 end, "number")
nk.register_rpc(function() end, "nothing")
nk.register_rpc(function() while true do end end, "spin")
nk.register_rpc(function()
  local t = {}
  while true do t[#t + 1] = ("x"):rep(100000) end
end, "bomb")
nk.register_rpc(function(_, payload)
  local ok, problem = pcall(nk.base64_encode)
  return tostring(problem)
end, "bad_argument")
nk.register_rpc(function(ctx, payload)
  return "[" .. nk.rpc("shout", payload) .. "]"
end, "nested")
nk.register_rpc(function()
  loads = loads + 1
  return tostring(loads)
end, "count")
nk.register_rpc(function(ctx, payload)
  nk.localcache_put("seen", { value = payload })
  return nk.localcache_get("seen").value
end, "cache")

nk.register_req_before(function(ctx, request)
  if request.query == "secret" then return nil end
  if request.query == "bad" then error({"bad query", 3}) end
  request.limit = 5
  return request
end, "ListMatches")

nk.register_rt_before(function(ctx, message)
  if message.match_join.metadata and message.match_join.metadata.cheat then
    return nil
  end
  return message
end, "MatchJoin")

nk.register_req_after(function(ctx, response, request)
  nk.localcache_put("listed", #(response.matches or {}) .. "/" .. tostring(request.limit))
end, "ListMatches")
nk.register_rpc(function() return nk.localcache_get("listed", "") end, "listed")

nk.register_matchmaker_matched(function(ctx, entries)
  return nk.match_create("arena", { names = entries })
end)

nk.run_once(function(ctx)
  nk.localcache_put("once", (nk.localcache_get("once", 0)) + 1)
end)
nk.register_rpc(function() return tostring(nk.localcache_get("once")) end, "once")

nk.register_rpc(function(ctx, payload)
  return nk.match_create("arena", { mode = payload })
end, "create")
nk.register_rpc(function(ctx, id) return nk.match_signal(id, "status") end, "ask")
nk.register_rpc(function(ctx, query)
  local ids = {}
  for _, match in ipairs(nk.match_list(10, true, nil, nil, nil, query)) do
    ids[#ids + 1] = match.match_id .. "=" .. match.size
  end
  return table.concat(ids, ",")
end, "find")
