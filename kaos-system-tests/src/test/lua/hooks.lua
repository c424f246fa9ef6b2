local nk = require("nakama")

-- Names that are not allowed.
local function check_account(context, payload)
  if payload.display_name and string.lower(payload.display_name):find("admin", 1, true) then
    error({ "that name is not allowed", 3 })
  end
  if payload.location then
    payload.location = payload.location:upper()
  end
  return payload
end
nk.register_req_before(check_account, "UpdateAccount")

-- A collection that only the server writes.
nk.register_req_before(function(context, payload)
  for _, object in ipairs(payload.objects) do
    if object.collection == "reward" then
      return nil
    end
    object.permission_read = 2
  end
  return payload
end, "WriteStorageObjects")

-- New players start with some coins.
nk.register_req_after(function(context, response, request)
  if response.created then
    nk.wallet_update(context.user_id, { coins = 100 }, { reason = "welcome" }, true)
    nk.storage_write({ {
      collection = "progress", key = "level", user_id = context.user_id,
      value = { level = 1, device = request.account.id },
      permission_read = 2, permission_write = 0,
    } })
  end
end, "AuthenticateDevice")

-- Only the server makes matches.
nk.register_rt_before(function(context, payload)
  nk.logger_info("match refused: " .. nk.json_encode(payload.match_create))
  return nil
end, "MatchCreate")

nk.register_rt_before(function(context, payload)
  local status = payload.status_update.status
  if status and #status > 20 then
    error({ "status too long", 3 })
  end
  payload.status_update.status = (status or "") .. " (" .. context.username .. ")"
  return payload
end, "StatusUpdate")

nk.register_rt_after(function(context, output, input)
  nk.localcache_put("last_status:" .. context.user_id, input.status_update.status)
end, "StatusUpdate")

nk.register_rpc(function(context, payload)
  return nk.localcache_get("last_status:" .. context.user_id, "none")
end, "last_status")

nk.register_rpc(function(context, payload)
  local account = nk.account_get_id(context.user_id)
  local users = nk.users_get_username({ context.username })
  local ledger = nk.wallet_ledger_list(context.user_id, 10)
  return nk.json_encode({
    name = account.user.username, id = users[1].user_id, wallet = account.wallet,
    devices = #account.devices, ledger = #ledger, mode = context.execution_mode,
    ip = context.client_ip, lang = context.lang,
  })
end, "whoami")

nk.register_rpc(function(context, payload)
  local query = context.query_params or {}
  return nk.json_encode({ payload = payload, name = (query.name or { "?" })[1], user = context.user_id })
end, "web/hook")

nk.register_rpc(function() while true do end end, "spin")

nk.register_shutdown(function(context)
  nk.logger_info("going down: " .. context.execution_mode)
end)
