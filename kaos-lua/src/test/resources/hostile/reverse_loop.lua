local s = string.rep("x", 1000000) while true do s = s:reverse() end
