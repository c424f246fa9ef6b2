local nk = require("nakama")
local utils = require("lib.utils")

-- Finds a match with a free seat, or makes one.
local function find_match(context, payload)
  utils.require_user(context)
  local request = utils.decode(payload)
  local fast = request.fast and 1 or 0
  local query = ("+label.open:1 +label.fast:%d"):format(fast)
  local matches = nk.match_list(10, true, nil, nil, 1, query)
  local ids = {}
  for _, match in ipairs(matches) do
    table.insert(ids, match.match_id)
  end
  if #ids == 0 then
    ids[1] = nk.match_create("tictactoe", { fast = request.fast == true })
  end
  return nk.json_encode({ match_ids = ids })
end

local function match_status(context, payload)
  return nk.match_signal(utils.decode(payload).match_id, "status")
end

nk.register_rpc(find_match, "find_match")
nk.register_rpc(match_status, "match_status")
