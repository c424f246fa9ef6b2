local s = string.rep("é", 100000) while true do utf8.len(s) end
