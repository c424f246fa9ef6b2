--! 5.4
---- names of what was called
local function try(f) local ok, e = pcall(f) print(e) end
local rep, t, up = string.rep, { go = string.rep, sub = { deep = math.floor } }, table.concat
G = string.byte
try(function() rep() end) try(function() local f = string.rep f({}) end) try(function() t.go("x") end) try(function() t.sub.deep("x") end) try(function() up({ {} }) end) try(function() G({}) end) try(function() ("x"):rep() end) try(function() ("x"):rep({}) end) try(function() t["go"]() end) try(function() (string.rep)() end) try(function() return rep() end) try(function() return (rep()) end) try(function() string.rep("x", {}) end)
---- method on a wrong self
local function try(f) local ok, e = pcall(f) print(e) end
try(function() string.rep(nil, 1) end) try(function() local s = setmetatable({}, { __index = string }) s:rep(2) end) try(function() local s = setmetatable({}, { __index = string }) s:upper() end) try(function() local s = setmetatable({ x = 1 }, { __index = table }) s:concat({}) end) try(function() setmetatable({}, { __index = string }):find("x") end)
---- types in messages
for _, v in ipairs { true, 1, 1.5, {}, print, coroutine.create(print), setmetatable({}, { __name = "Widget" }) } do print((select(2, pcall(string.rep, "x", v)):gsub("0x%x+", "PTR"))) end print(pcall(string.rep, "x", nil)) print(pcall(string.rep, "x")) print(pcall(string.len, setmetatable({}, { __name = "Widget" }))) print(pcall(ipairs)) print(pcall(ipairs, nil)) print(pcall(setmetatable, 1, {})) print(pcall(setmetatable, {}, 1)) print(pcall(setmetatable, {})) print(pcall(getmetatable)) print(pcall(rawset, {}, nil, 1)) print(pcall(rawget, 1)) print(pcall(rawequal, 1)) print(pcall(select)) print(pcall(select, 0)) print(pcall(select, "x")) print(pcall(select, -5, 1)) print(pcall(type)) print(pcall(tostring))
---- integers from floats and strings
print(pcall(string.rep, "x", 2.0)) print(pcall(string.rep, "x", "2")) print(pcall(string.rep, "x", "2.0")) print(pcall(string.rep, "x", "2.5")) print(pcall(string.rep, "x", 2.5)) print(pcall(string.rep, "x", "abc")) print(pcall(string.rep, "x", 1e100)) print(pcall(string.rep, "x", 0/0)) print(pcall(string.char, "0x41")) print(pcall(string.char, " 65 ")) print(pcall(string.char, 2^53))
---- errors inside callbacks keep their position
local function bad() error("inside") end
local ok, e = pcall(string.gsub, "abc", "b", bad) print(e)
local ok, e = pcall(table.sort, { 2, 1 }, bad) print(e)
local ok, e = pcall(function() for k in string.gmatch("a", "a") do bad() end end) print(e)
local ok, e = pcall(string.gsub, "abc", "b", function() local x = nil; return x.y end) print(e)
local ok, e = pcall(table.sort, { 1, 2, 3 }, function(a, b) return a.x < b end) print(e)
local ok, e = pcall(string.format, "%s", setmetatable({}, { __tostring = function() error("ts") end })) print(e)
---- error levels through the library
local function check(v) if type(v) ~= "number" then error("number wanted", 2) end end
local function user() check("x") end
print(pcall(user)) print(pcall(string.gsub, "a", "a", function() error("lvl2", 2) end)) print(pcall(error, "x", 1)) print(pcall(error, "x", 2))
---- tail called library functions
local function f(s) return s:rep({}) end local ok, e = pcall(f, "x") print((e:gsub("^.-:%d+: ", ""))) local function g(t) return table.concat(t) end print(pcall(g, { 1, 2 })) print((select(2, pcall(g, { {} })):gsub("^.-:%d+: ", "")))
---- coroutines and library callbacks
local co = coroutine.create(function() error("in co") end) print(coroutine.resume(co)) print(coroutine.resume(co)) print(pcall(coroutine.wrap(function() error({}) end)) == false) print(pcall(coroutine.wrap(function() string.rep() end)))
---- string keys and interning
local t = {} for i = 1, 100 do t["key" .. i] = i end local s = 0 for i = 1, 100 do s = s + t[("key%d"):format(i)] end print(s, t["key" .. 50], t[("key50"):sub(1)], t[string.char(107, 101, 121, 49)]) t["a\0b"] = 1 print(t["a\0b"], t["a\0c"], t["a"])
---- long strings as keys
local k = ("k"):rep(1000) local t = { [k] = "v" } print(t[("k"):rep(999) .. "k"], t[("k"):rep(999)], k == ("kk"):rep(500))
---- multiple results adjusted
local function three() return 1, 2, 3 end local t = { three(), three() } print(#t) print((three())) print(three(), 10) print(10, three()) local a, b, c, d = three() print(a, b, c, d) print(("x"):rep(3):gsub("x", "y")) print((("x"):rep(3):gsub("x", "y"))) print(#{ ("a b c"):find("b") }, #{ ("a b c"):byte(1, -1) })
---- statements that begin with a string
print(("%s=%s"):format("k", "v"), ("x"):rep(3, ","), #("abc"), ("abc"):len() + 1)
---- goto and closures in library callbacks
local out = {} for i = 1, 3 do for j = 1, 3 do if j == 2 then goto continue end out[#out + 1] = i .. j ::continue:: end end print(table.concat(out, " ")) local fs = {} for i = 1, 3 do fs[i] = function() i = i + 1 return i end end print(fs[1](), fs[1](), fs[2](), fs[3]()) print(("abc"):gsub("%w", (function() local n = 0 return function(c) n = n + 1 return c .. n end end)()))
---- integer division and modulo of library results
print(#"abcdef" // 4, #"abcdef" % 4, ("x"):byte() // 7, ("abc"):find("c") // 2, math.floor(7.9) // 2, 2^31 // 1, math.maxinteger // 2, -7 // 2.0, 5.5 // 1, math.type(#"abc" // 1), math.type(3.0 // 1))
---- integer float distinction
print(1 == 1.0, math.type(1), math.type(1.0), 1 < 1.5, 2^53 == 2^53 + 1, math.maxinteger + 0.0 == math.maxinteger, math.maxinteger < math.maxinteger + 0.0, 9007199254740993 == 9007199254740992.0, "1" == 1, 0 == -0.0, 1e15, 10 // 1, 10 / 1, 3 | 0, 2^2, 7 // 2.0, 1e2 % 7)
---- nan and infinities
local nan = 0/0 print(nan == nan, nan ~= nan, nan < 1, nan > 1, 1/0 > math.maxinteger, -1/0 < math.mininteger, math.max(1, nan) ~= math.max(1, nan), math.floor(-0.5), 1/-0.0, -1/0 == math.mininteger + -1/0) print(pcall(function() local t = {} t[nan] = 1 end)) print(({ [1/0] = "inf" })[math.huge])
