while true do local s = tostring(1e308) .. tostring({}) end
