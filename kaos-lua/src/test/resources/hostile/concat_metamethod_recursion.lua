local m = {} m.__concat = function(a, b) return a .. b end while true do pcall(function() return setmetatable({}, m) .. "x" end) end
