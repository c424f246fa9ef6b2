local s = string.rep("x", 1000000) while true do local x = string.format("%s%s%s%s", s, s, s, s) end
