local nk = require("nakama")

local utils = {}

function utils.decode(payload)
  if payload == nil or payload == "" then return {} end
  local ok, value = pcall(nk.json_decode, payload)
  if not ok or type(value) ~= "table" then
    error({ "payload is not a JSON object", 3 })
  end
  return value
end

function utils.require_user(context)
  if not context.user_id or #context.user_id < 1 then
    error({ "only for players", 7 })
  end
  return context.user_id
end

return utils
