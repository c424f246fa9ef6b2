local t = table.pack(table.unpack({}, 1, 250000)) while true do for i = 1, t.n do select(i, table.unpack(t, 1, t.n)) end end
