while true do math.random(1, 100) end
