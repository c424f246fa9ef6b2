-- The first KaosNet's way.
kaos.register_rpc("my_rpc", function(ctx, payload)
  return { result = "ok", rooms = #kaos.room_list(payload) }
end)

kaos.register_before("authenticate", function(ctx, msg)
  if msg.username == "nobody" then return nil end
  msg.username = "seen " .. msg.username
  return msg
end)

kaos.register_rpc("my_room", function(ctx, payload)
  return kaos.room_create("strict", {})
end)
