while true do pcall(string.rep, "", 1 << 60) end
