test("modules and tests are of one dialect", function(game)
  local seven <const> = 7
  assert(game.rpc("half", tostring(seven)) == tostring(seven // 2))
end)

test("players meet in a match", function(game)
  local ann, bob = game.player("ann"), game.player("bob")
  assert(#ann.matchmaker_add("*", 2, 2) > 0)
  bob.matchmaker_add("*", 2, 2)
  game.run(1000)
  for _, message in ipairs(bob.received()) do
    if message.matchmaker_matched then
      assert(game.match(message.matchmaker_matched.match_id))
      return
    end
  end
  error("bob was not matched")
end)

test("a ticket that cannot be is refused", function(game)
  local ok, problem = pcall(game.player("ann").matchmaker_add, "*", 1, 1)
  assert(not ok and problem:find("code 3"), problem)
end)
