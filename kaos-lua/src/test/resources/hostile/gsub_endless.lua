while true do string.gsub(string.rep("x", 100000), "x", "%0%0") end
