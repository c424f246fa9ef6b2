local nk = require("nakama")

-- What modules of the reference do without a thought. Each check is a line of its own.
local checks = {}

function checks.jump_to_the_loops_next_round()
  local sum = 0
  for i = 1, 10 do
    if i % 2 == 0 then goto continue end
    local odd = i
    sum = sum + odd
    ::continue::
  end
  assert(sum == 25, sum)
end

function checks.a_board_with_holes_is_a_list()
  local board = {}
  board[5] = "x"
  assert(nk.json_encode(board) == '[null,null,null,null,"x"]', nk.json_encode(board))
  local back = nk.json_decode(nk.json_encode({ board = board })).board
  assert(back[5] == "x" and back[1] == nil and back["5"] == nil)
  local list = '[1,null,3]'
  assert(nk.json_encode(nk.json_decode(list)) == list)
  assert(nk.json_encode({ [100000] = 1 }) == '{"100000":1}')
  assert(nk.json_encode({ 1, 2, x = 3 }) == '{"1":1,"2":2,"x":3}')
  assert(nk.json_encode({}) == '{}')
end

function checks.whole_numbers_have_no_exponent()
  assert(nk.json_encode(2 ^ 53) == "9007199254740992", nk.json_encode(2 ^ 53))
  assert(nk.json_encode(1e20) == "100000000000000000000", nk.json_encode(1e20))
  assert(nk.json_encode(-1e15) == "-1000000000000000")
  assert(nk.json_encode(0.5) == "0.5")
  assert(nk.json_encode(1795323903.25) == "1795323903.25", nk.json_encode(1795323903.25))
  assert(nk.json_encode(-0.00025) == "-0.00025")
  assert(nk.json_decode(nk.json_encode(2.5e-9)) == 2.5e-9 and nk.json_decode(nk.json_encode(-3.5e30)) == -3.5e30)
end

function checks.fractions_of_a_second_are_cut_off()
  assert(#nk.secure_random_bytes(4.75) == 4)
  local ok, problem = pcall(nk.secure_random_bytes, 1 / 0)
  assert(not ok and problem:find("number expected"), problem)
end

function checks.the_cache_keeps_bytes()
  local bytes = "\255\254\0\128"
  nk.localcache_put("bytes", bytes)
  assert(nk.localcache_get("bytes") == bytes)
  nk.localcache_put("inside", { bytes, [3] = "a", name = bytes })
  local inside = nk.localcache_get("inside")
  assert(inside[1] == bytes and inside[3] == "a" and inside.name == bytes)
  assert(nk.localcache_get("absent", bytes) == bytes)
end

function checks.what_is_no_hash_is_an_error_to_catch()
  local ok, problem = pcall(nk.bcrypt_compare, "x", "y")
  assert(not ok and problem:find("bcrypt hash expected"), problem)
  assert(not pcall(nk.uuid_string_to_bytes, "1-1-1-1-1"))
end

function checks.listings_take_any_limit_and_find_nothing_quietly()
  nk.match_create("strict", {})
  assert(#nk.match_list(1000, true, nil, 0, 4, "+handler_name:strict") == 1)
  assert(#nk.match_list(1000000) == 1)
  assert(#nk.match_list(0) == 0)
  assert(#nk.match_list(10, false, "", 0, 4, "") == 0)
  assert(not pcall(nk.match_list, -1))
end

function checks.times_have_milliseconds()
  assert(nk.time({ year = 2020, month = 1, day = 1, hour = 0, msec = 250 }) == 1577836800250)
end

nk.register_rpc(function()
  local wrong = {}
  for name, check in pairs(checks) do
    local ok, problem = pcall(check)
    if not ok then table.insert(wrong, name .. ": " .. tostring(problem)) end
  end
  return table.concat(wrong, "\n")
end, "check")

nk.register_rpc(function(context)
  return tostring(context.query_params.absent) .. tostring(context.headers.absent)
end, "looks")

nk.register_rpc(function() error({ message = "not you", code = 7 }) end, "named_error")

nk.register_rpc(function(_, payload)
  local ok, problem = pcall(nk.match_create, "strict", { fails = payload })
  return problem
end, "not_made")

nk.register_rpc(function(_, payload)
  return nk.match_create("strict", nk.json_decode(payload).params)
end, "strict")
