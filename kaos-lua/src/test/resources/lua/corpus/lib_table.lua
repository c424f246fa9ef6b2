--! 5.4
---- insert append
local t = {} for i = 1, 20 do table.insert(t, i * i) end print(#t, table.concat(t, " ")) table.insert(t, "end") print(t[21]) print(select("#", table.insert(t, 1)))
---- insert middle
local t = { 1, 2, 3 } table.insert(t, 2, "x") print(table.concat(t, ",")) table.insert(t, 1, "first") print(table.concat(t, ",")) table.insert(t, 6, "last") print(table.concat(t, ",")) table.insert(t, 3.0, "f") print(table.concat(t, ",")) table.insert(t, "2", "s") print(table.concat(t, ","))
---- insert errors
print(pcall(table.insert)) print(pcall(table.insert, {})) print(pcall(table.insert, {}, 1, 2, 3)) print(pcall(table.insert, nil, 1)) print(pcall(table.insert, 1, 1)) print(pcall(table.insert, {}, 2, 1)) print(pcall(table.insert, {}, 0, 1)) print(pcall(table.insert, { 1, 2 }, 4, 1)) print(pcall(table.insert, { 1, 2 }, -1, 1)) print(pcall(table.insert, {}, "x", 1)) print(pcall(table.insert, {}, 1.5, 1)) print(pcall(table.insert, {}, nil, 1)) print(pcall(table.insert, "abc", 1))
---- insert nil
local t = { 1, 2, 3 } table.insert(t, nil) print(#t) table.insert(t, 4, nil) print(#t) table.insert(t, 1, 0) print(table.concat(t, ","))
---- insert metamethods
local log = {} local p = setmetatable({}, { __len = function() return 3 end, __index = function(_, k) log[#log + 1] = "get" .. k return k end, __newindex = function(_, k, v) log[#log + 1] = "set" .. k .. "=" .. tostring(v) end }) table.insert(p, "a") table.insert(p, 2, "b") print(table.concat(log, " "))
---- remove last
local t = { 1, 2, 3 } print(table.remove(t), #t) print(table.remove(t), #t) print(table.remove(t), #t) print(table.remove(t), #t) print(table.remove(t), #t) print(select("#", table.remove({})))
---- remove middle
local t = { "a", "b", "c", "d", "e" } print(table.remove(t, 1), table.concat(t, ",")) print(table.remove(t, 2), table.concat(t, ",")) print(table.remove(t, 3), table.concat(t, ",")) print(table.remove(t, 3), table.concat(t, ",")) print(table.remove(t, #t + 1), table.concat(t, ","))
---- remove edges
print(table.remove({}, 0)) print(pcall(table.remove, {}, 1)) print(pcall(table.remove, {}, 2)) print(pcall(table.remove, { 1, 2 }, 4)) print(pcall(table.remove, { 1, 2 }, 0)) print(pcall(table.remove, { 1, 2 }, -1)) print(pcall(table.remove, { 1, 2 }, 3)) local t = { [0] = "zero" } print(table.remove(t, 0), t[0])
---- remove errors
print(pcall(table.remove)) print(pcall(table.remove, nil)) print(pcall(table.remove, 1)) print(pcall(table.remove, {}, "x")) print(pcall(table.remove, { 1 }, 1.5)) print(pcall(table.remove, {}, {}))
---- remove metamethods
local log = {} local p = setmetatable({}, { __len = function() return 3 end, __index = function(_, k) log[#log + 1] = "get" .. k return k * 10 end, __newindex = function(_, k, v) log[#log + 1] = "set" .. k .. "=" .. tostring(v) end }) print(table.remove(p)) print(table.remove(p, 1)) print(table.concat(log, " ")) print(pcall(table.remove, setmetatable({}, { __len = function() return "x" end })))
---- stack and queue
local s = {} for i = 1, 100 do s[#s + 1] = i end local sum = 0 while #s > 0 do sum = sum + table.remove(s) end print(sum) local q = {} for i = 1, 50 do table.insert(q, i) end local out = {} while #q > 0 do out[#out + 1] = table.remove(q, 1) end print(table.concat(out, " "))
---- concat
print(table.concat({})) print(table.concat({ 1, 2, 3 })) print(table.concat({ 1, 2, 3 }, ", ")) print(table.concat({ "a", 1, 2.5, -0.0 }, "|")) print(table.concat({ 1, 2, 3, 4 }, ",", 2)) print(table.concat({ 1, 2, 3, 4 }, ",", 2, 3)) print(table.concat({ 1, 2 }, ",", 3)) print(table.concat({ 1, 2 }, ",", 2, 1)) print(table.concat({ [5] = "x", [6] = "y" }, "-", 5, 6)) print(table.concat({ "a" }, 1)) print(table.concat({ 1, 2 }, 0)) print(#table.concat({ ("x"):rep(1000), ("y"):rep(1000) }, ("z"):rep(10)))
---- concat errors
print(pcall(table.concat)) print(pcall(table.concat, nil)) print(pcall(table.concat, { 1, {}, 3 })) print(pcall(table.concat, { 1, nil, 3 }, ",", 1, 3)) print(pcall(table.concat, { 1 }, {})) print(pcall(table.concat, { 1 }, ",", "x")) print(pcall(table.concat, { 1 }, ",", 1, "y")) print(pcall(table.concat, { true })) print(pcall(table.concat, { print })) print(pcall(table.concat, {}, ",", 1, 2)) print(pcall(table.concat, { 1 }, ",", math.maxinteger, math.maxinteger))
---- concat metamethods
print(table.concat(setmetatable({}, { __len = function() return 3 end, __index = function(_, k) return k * k end }), ",")) print(pcall(table.concat, setmetatable({ 1 }, { __len = function() return 1.5 end }))) print(table.concat(setmetatable({}, { __index = function(_, k) return "v" .. k end }), ",", 1, 3))
---- unpack
print(table.unpack({})) print(table.unpack({ 1, 2, 3 })) print(table.unpack({ 1, nil, 3 }, 1, 3)) print(table.unpack({ 1, 2, 3 }, 2)) print(table.unpack({ 1, 2, 3 }, 2, 2)) print(table.unpack({ 1, 2, 3 }, -1, 1)) print(table.unpack({ 1, 2 }, 3)) print(select("#", table.unpack({}, 1, 5))) print(table.unpack({ 1, 2, 3 }, "2", 3.0)) print((table.unpack({ 1, 2, 3 }))) print(table.unpack({}, math.maxinteger, math.maxinteger)) print(pcall(table.unpack, {}, math.mininteger, math.mininteger + 2))
---- unpack errors
print(pcall(table.unpack, {}, 1, 1e8)) print(pcall(table.unpack, {}, math.mininteger, math.maxinteger)) print(pcall(table.unpack, {}, 0, math.maxinteger)) print(pcall(table.unpack, {}, "x")) print(pcall(table.unpack, {}, 1, "x")) print(pcall(table.unpack, nil, 1, 2)) print(pcall(table.unpack, 1, 1, 1)) print(table.unpack("abc", 1, 2))
---- unpack metamethods
print(table.unpack(setmetatable({}, { __len = function() return 3 end, __index = function(_, k) return k * 2 end })))
---- pack
local t = table.pack() print(t.n, #t) t = table.pack(1, nil, 3, nil) print(t.n, t[1], t[2], t[3], t[4]) t = table.pack(table.unpack({ 1, 2, 3 })) print(t.n, #t) print(table.pack("x").n)
---- move
local t = { 1, 2, 3, 4, 5 } print(table.concat(table.move(t, 1, 3, 2), ",")) t = { 1, 2, 3, 4, 5 } print(table.concat(table.move(t, 2, 5, 1), ",")) t = { 1, 2, 3 } print(table.concat(table.move(t, 1, 3, 4), ",")) print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 1, {}), ",")) print(table.concat(table.move({ 1, 2, 3 }, 2, 3, 1, { 9, 9, 9 }), ",")) print(#table.move({}, 1, 0, 5)) print(table.concat(table.move({ 1, 2, 3 }, 1, 0, 1), ",")) print(table.concat(table.move({ [-1] = "a", [0] = "b", "c" }, -1, 1, 1), ","))
---- move errors
print(pcall(table.move)) print(pcall(table.move, {})) print(pcall(table.move, {}, 1)) print(pcall(table.move, {}, 1, 2)) print(pcall(table.move, nil, 1, 2, 3)) print(pcall(table.move, {}, 1, 2, 3, 4)) print(pcall(table.move, {}, 1, math.maxinteger, 2)) print(pcall(table.move, {}, -1, math.maxinteger, 2)) print(pcall(table.move, {}, "x", 2, 3)) print(pcall(table.move, {}, 1, 2, 1.5))
---- move metamethods
local log = {} local src = setmetatable({}, { __index = function(_, k) log[#log + 1] = "r" .. k return k end }) local dst = setmetatable({}, { __newindex = function(_, k, v) log[#log + 1] = "w" .. k end }) table.move(src, 1, 3, 5, dst) print(table.concat(log, " "))
---- length and holes
print(#{ 1, 2, 3 }, #{ n = 1 }, #{}, #{ nil }, #{ 1, 2, nil }) local t = {} t[1] = 1 t[2] = 2 t[3] = 3 t[3] = nil print(#t) t[2] = nil print(#t) t[1] = nil print(#t)
---- next and pairs
local t = { 10, 20, 30 } for i, v in ipairs(t) do print(i, v) end local n = 0 for k in pairs({ a = 1, b = 2, 3, 4 }) do n = n + 1 end print(n) print(next({})) print(next({ 5 })) print(pcall(next, {}, "nokey")) print(pcall(next)) print(rawlen({ 1, 2 }), rawlen("abc"))
---- rawlen
print(pcall(rawlen, 5)) print(pcall(rawlen))
---- clearing while traversing
local t = {} for i = 1, 100 do t[i] = i t["k" .. i] = i end local n = 0 for k in pairs(t) do t[k] = nil n = n + 1 end print(n, next(t))
