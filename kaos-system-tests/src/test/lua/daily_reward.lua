local nk = require("nakama")
local utils = require("lib.utils")

local REWARD = 500
local DAY_MS = 86400 * 1000

local function last_reward(user_id)
  local objects = nk.storage_read({ { collection = "reward", key = "daily", user_id = user_id } })
  for _, object in ipairs(objects) do
    return object.value, object.version
  end
  return { last_claim = 0 }, "*"
end

local function today()
  local now = nk.time()
  return now - now % DAY_MS
end

nk.register_rpc(function(context, payload)
  local user_id = utils.require_user(context)
  local reward = last_reward(user_id)
  return nk.json_encode({ can_claim = reward.last_claim < today() })
end, "can_claim_daily_reward")

nk.register_rpc(function(context, payload)
  local user_id = utils.require_user(context)
  local reward, version = last_reward(user_id)
  if reward.last_claim >= today() then
    return nk.json_encode({ coins_received = 0 })
  end
  reward.last_claim = nk.time()
  nk.storage_write({ {
    collection = "reward", key = "daily", user_id = user_id, value = reward,
    version = version, permission_read = 1, permission_write = 0,
  } })
  local updated, previous = nk.wallet_update(user_id, { coins = REWARD }, { reason = "daily" }, true)
  nk.notification_send(user_id, "reward", { coins = REWARD, day = os.date("!%Y-%m-%d") }, 1001, nil, true)
  nk.logger_info(string.format("user %s now has %d coins (had %s)", user_id, updated.coins, tostring(previous.coins)))
  return nk.json_encode({ coins_received = REWARD, coins = updated.coins })
end, "claim_daily_reward")
