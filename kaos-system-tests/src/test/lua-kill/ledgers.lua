local nk = require("nakama")

nk.register_rpc(function(context, payload)
  return nk.match_create("ledger", {})
end, "new_ledger")

-- How many of the caller's keys are there.
nk.register_rpc(function(context, payload)
  local keys = {}
  for i, key in ipairs(nk.json_decode(payload)) do
    keys[i] = { collection = "ledger", key = key, user_id = context.user_id }
  end
  return tostring(#nk.storage_read(keys))
end, "ledger_count")
