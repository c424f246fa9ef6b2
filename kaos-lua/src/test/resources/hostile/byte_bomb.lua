local s = string.rep("x", 900000) while true do pcall(string.byte, s, 1, -1) end
