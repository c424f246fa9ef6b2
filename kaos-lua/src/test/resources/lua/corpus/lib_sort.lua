--! 5.4 5.1
---- numbers
local t = { 5, 2, 8, 1, 9, 3, 7, 4, 6, 0 } table.sort(t) print(table.concat(t, " ")) t = { 1 } table.sort(t) print(t[1]) t = {} table.sort(t) print(#t) t = { 2, 1 } table.sort(t) print(t[1], t[2]) t = { 3, 1, 2 } table.sort(t) print(table.concat(t, " "))
---- comparator
local t = { 5, 2, 8, 1, 9, 3 } table.sort(t, function(a, b) return a > b end) print(table.concat(t, " ")) t = { "banana", "apple", "Cherry", "date" } table.sort(t) print(table.concat(t, " ")) table.sort(t, function(a, b) return a:lower() < b:lower() end) print(table.concat(t, " "))
---- equal elements end as in the reference
local t = {} for i = 1, 50 do t[i] = { key = i % 5, id = i } end table.sort(t, function(a, b) return a.key < b.key end) local s = {} for i, v in ipairs(t) do s[i] = v.key .. ":" .. v.id end print(table.concat(s, " "))
---- many equal elements
local t = {} for i = 1, 99 do t[i] = { key = math.floor(i / 10) % 3, id = i } end table.sort(t, function(a, b) return a.key > b.key end) local s = {} for i, v in ipairs(t) do s[i] = v.key .. ":" .. v.id end print(table.concat(s, " "))
---- large pseudo random
local t, x = {}, 42 for i = 1, 1000 do x = (x * 1103515245 + 12345) % 2147483648 t[i] = x end table.sort(t) for i = 2, #t do assert(t[i - 1] <= t[i]) end print(t[1], t[500], t[1000])
---- sorted and reversed input
local t = {} for i = 1, 500 do t[i] = i end table.sort(t) print(t[1], t[250], t[500]) table.sort(t, function(a, b) return a > b end) print(t[1], t[250], t[500]) table.sort(t) print(t[1], t[250], t[500])
---- all equal
local t = {} for i = 1, 200 do t[i] = 7 end table.sort(t) print(#t, t[1], t[200]) table.sort(t, function(a, b) return a < b end) print(#t)
---- metamethod lt
local mt = { __lt = function(a, b) return a.v < b.v end } local t = {} for i = 1, 20 do t[i] = setmetatable({ v = (i * 7) % 20 }, mt) end table.sort(t) local s = {} for i, v in ipairs(t) do s[i] = v.v end print(table.concat(s, " "))
---- comparator error
print(pcall(table.sort, { 3, 2, 1 }, function(a, b) error("cmp", 0) end))
---- mixed types
print((select(2, pcall(table.sort, { 1, "x", 2 })):gsub("number with string", "N"):gsub("string with number", "N"))) print(pcall(table.sort, { {}, {} })) print(pcall(table.sort, { true, false }))
---- counts of comparisons
local n = 0 local t = {} for i = 1, 64 do t[i] = (i * 37) % 64 end table.sort(t, function(a, b) n = n + 1 return a < b end) print(n)
---- strings by length
local t = { "ccc", "a", "bb", "dddd", "e" } table.sort(t, function(a, b) if #a ~= #b then return #a < #b end return a < b end) print(table.concat(t, " "))
