tostring(setmetatable({}, {__tostring = function() repeat until false end}))
