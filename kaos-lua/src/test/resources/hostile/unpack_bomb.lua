while true do pcall(table.unpack, {}, 1, 1e7) end
