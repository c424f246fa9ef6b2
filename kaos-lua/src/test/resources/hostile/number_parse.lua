local s = string.rep("9", 1000000) while true do tonumber(s) end
