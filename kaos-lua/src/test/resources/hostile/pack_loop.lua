local t = {} for i = 1, 100 do t[i] = i end while true do string.pack("!16" .. string.rep("i8", 100), table.unpack(t)) end
