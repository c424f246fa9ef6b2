--! 5.4
---- invalid order function
print(pcall(table.sort, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, function() return true end)) local t = {} for i = 1, 100 do t[i] = i end print(pcall(table.sort, t, function(a, b) return true end))
---- errors
print(pcall(table.sort)) print(pcall(table.sort, nil)) print(pcall(table.sort, { 2, 1 }, 5)) print(pcall(table.sort, { 2, 1 }, {})) print(pcall(table.sort, { 1 }, 5)) print(pcall(table.sort, { 2, nil, 1 }) == pcall(table.sort, { 2, nil, 1 })) print(pcall(table.sort, { 2, 1 }, nil)) print(pcall(table.sort, setmetatable({}, { __len = function() return math.maxinteger end })))
---- proxy
local data = { 3, 1, 2 } local p = setmetatable({}, { __len = function() return #data end, __index = data, __newindex = function(_, k, v) data[k] = v end }) table.sort(p) print(table.concat(data, " "))
---- yield in comparator or error
local co = coroutine.create(function() local t = { 3, 1, 2 } table.sort(t, function(a, b) return a < b end) return table.concat(t, ",") end) print(coroutine.resume(co))
