while true do string.find(string.rep("(", 300000), "%b()") end
