local s = string.rep("a", 40) while true do string.find(s, string.rep("a?", 40) .. string.rep("a", 40) .. "b") end
