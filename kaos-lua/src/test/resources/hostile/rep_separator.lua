while true do pcall(string.rep, "", 1 << 40, "x") end
