print(1, 1.0, 10 / 2, 7 / 2, 2 ^ 53, 1e15, 1e14, 123456789012345678, 0 / 1, 100000000000000 * 10, 3 % -2, -3 % 2, 5.5 % 2, 1e308 * 10)
for i = 1, 3 do print(i, i / 2, i * 2, i .. "", -i, i % 2, i ^ 2, i == 1.0, type(i)) end
for i = 1, 2, 0.5 do print(i) end for i = 10, 1, -4 do print(i) end for i = 1.5, 3 do print(i) end
print(unpack({1, 2, 3})) print(unpack({1, 2, 3}, 2, 3)) print(table.getn({1, 2, 3}), #"abc", math.pow(2, 10), math.mod and 1, math.fmod(7, 3), math.log10(1000), math.ldexp(1, 4), math.frexp(8))
print(loadstring("return 1 + 1")()) print(loadstring("x x")) print(pcall(loadstring, nil)) print(loadstring("error('e')", "=n") and pcall(loadstring("error('e')", "=n")))
local function f() return y end setfenv(f, {y = "env"}) print(f(), getfenv(f).y, getfenv(1) == _G, getfenv() == _G, getfenv(0) == _G)
local function g() setfenv(1, {print = print, z = 5}) print(z) z = 6 return z end print(g(), z)
print(string.format("%d %5.1f %s %q", 3.0, 2.25, "x", "a\nb"), string.gsub("hello", "l", "L"), ("x"):rep(3), string.find("abc", "b", 1, true), string.gfind and 1)
print(tostring(1e100), tonumber("10"), tonumber("0x10"), tonumber("1e1"), tonumber("10", 2), tonumber(""), tonumber("abc"), 10 == "10", "10" + 5, "3" * "4", 10 .. 20)
print(pcall(function() return 1 + nil end)) print(pcall(function() return {} .. "x" end)) print(pcall(function() local a a.b = 1 end)) print(pcall(function() x.y.z = 1 end)) print(pcall(function() undefined() end)) print(pcall(function() local t = {} t.x.y() end)) print(pcall(function() local t = {} t:nope() end)) print(pcall(function() return 1 < "2" end)) print(pcall(function() return {} < {} end)) print(pcall(function() return #5 end)) print(pcall(function() for i = 1, {} do end end)) print(pcall(function() return "abc" + 1 end))
print(pcall(error)) print(pcall(error, {}) == false) print(pcall(error, "m", 0)) print(pcall(function() error("lvl1") end)) print(pcall(function() error("lvl2", 2) end)) print(select("#", pcall(error, nil)))
local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) error("oops " .. b) end) print(coroutine.resume(co, 1)) print(coroutine.resume(co, "x")) print(coroutine.resume(co)) print(coroutine.running()) print(coroutine.status(co))
local w = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(i) end end) print(w(), w())
local mt = {__index = function(t, k) return k end, __lt = function(a, b) return true end, __eq = function() return true end, __concat = function() return "cat" end, __unm = function() return "neg" end, __len = function() return 99 end, __call = function(_, x) return x end}
local a, b = setmetatable({}, mt), setmetatable({}, mt) print(a.foo, a < b, a <= b, a == b, a .. 1, -a, #a, a(5), #setmetatable({1, 2}, mt))
print(pcall(setmetatable, {}, 1)) print(getmetatable("x").__index == string) print(rawequal(a, b), rawget(a, "x"), next({})) for k, v in pairs({10, 20}) do print(k, v) end for i, v in ipairs({1, nil, 3}) do print(i, v) end
local t = {} table.insert(t, 1) table.insert(t, 1, 2) print(table.concat(t, ","), table.remove(t), #t, table.maxn({1, 2, [10] = 3})) table.sort(t) local tt = {3, 1, 2} table.sort(tt, function(x, y) return x > y end) print(table.concat(tt, " "))
print(math.floor(3.7), math.ceil(3.2), math.max(1, 5, 3), math.min(2, 1), math.abs(-3), math.sqrt(16), math.huge, -math.huge, math.pi, math.modf(3.7))
module("mymod", package.seeall) function hello() return "hello from " .. _NAME end print(hello(), x, _M == mymod) 
print(mymod.hello(), require("mymod") == mymod, package.loaded.mymod == mymod)
local goto_ = 1 local t2 = {["goto"] = 5} print(t2["goto"]) local s = 0 for k = 1, 100 do s = s + k end print(s, s / 3) local n = 0 while n < 3 do n = n + 1 end print(n) repeat local q = n n = n - 1 until q == 1 print(n)
print(("%5.2f|%-5d|%05d|%x|%g|%e"):format(3.14159, 42, 42, 255, 1e20, 12345.678)) print(select("#", ...), type(os.time()), os.date("%Y", 0)) print(string.len("a\0b"), ("abc"):upper(), ("abc"):byte(1, -1)) print(2^31, 2^31 + 0.5, 2147483648 * 2, 1 / 3, 1e-5, 5e-324)
print(xpcall(function() error("E") end, function(m) return "H " .. m end)) print(pcall(pcall)) print(type(_G), _VERSION, type(debug.traceback)) print(tostring(nil), tostring(true)) print(math.floor(-0.5), -0.5 + 0.5)
