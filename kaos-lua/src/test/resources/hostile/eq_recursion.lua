local m = {} m.__eq = function(a, b) return setmetatable({}, m) == setmetatable({}, m) end while true do pcall(function() return setmetatable({}, m) == setmetatable({}, m) end) end
