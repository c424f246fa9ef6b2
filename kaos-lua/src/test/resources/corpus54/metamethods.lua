local log = {}
local function tag(v) return type(v) == "table" and (rawget(v, "tag") or "T") or tostring(v) end
local mt = {}
for _, e in ipairs{"add","sub","mul","div","mod","pow","idiv","band","bor","bxor","shl","shr","concat","lt","le","eq"} do mt["__" .. e] = function(a, b) print(e, tag(a), tag(b)) return e end end
for _, e in ipairs{"unm","bnot","len"} do mt["__" .. e] = function(a, b) print(e, tag(a), rawequal(a, b)) return e end end
local A, B = setmetatable({tag = "A"}, mt), setmetatable({tag = "B"}, mt)
print(A + B, A - 1, 2 * A, A / "x", nil == A, A % B, A ^ 2, A // 2, A & 1, 1 | A, A ~ B, A << 1, 1 >> A, A .. "s", "s" .. A, 1 .. A, A < B, A <= 1, 1 > A, 1 >= A, A == B, A ~= B, A == 1, -A, ~A, #A)
print(pcall(function() return A < nil end))
local calls = setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end})
print(calls(1, nil, 3), (calls()), pcall(calls, "x"))
local cc = setmetatable({}, {__call = calls}) print(cc(5))
local t = setmetatable({}, {__index = function(t, k) return k .. "?" end, __newindex = function(t, k, v) rawset(t, k, v .. "!") end})
print(t.a, t[1], rawget(t, "a")) t.a = "x" print(t.a) t.a = "y" print(t.a)
local base = {hello = function(self) return "hello " .. self.name end} base.__index = base
local derived = setmetatable({bye = function(self) return "bye " .. self.name end}, base) derived.__index = derived
local o = setmetatable({name = "o"}, derived) print(o:hello(), o:bye(), o.nothing)
local proxy = setmetatable({}, {__index = {x = 1}, __newindex = log}) proxy.y = 2 print(proxy.x, rawget(proxy, "y"), log.y)
print(getmetatable(setmetatable({}, {__metatable = "locked"})), pcall(setmetatable, setmetatable({}, {__metatable = 1}), {}))
print(tostring(setmetatable({}, {__tostring = function() return "custom" end})), pcall(tostring, setmetatable({}, {__tostring = function() return 1 end})))
print((tostring(setmetatable({}, {__name = "My.Type"})):gsub("0x%x+", "PTR")))
print(pcall(function() return setmetatable({}, {__name = "My.Type"}) + 1 end)) print(pcall(string.rep, setmetatable({}, {__name = "My.Type"}))) print(pcall(function() return #setmetatable({}, {__name = "N"}) < {} end))
for k, v in pairs(setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t, nil end})) do print(k, v) end
for i, v in ipairs(setmetatable({}, {__index = function(_, i) if i <= 3 then return i * i end end})) do print(i, v) end
print(#setmetatable({1, 2}, {__len = function() return 10 end}), rawlen(setmetatable({1, 2}, {__len = function() return 10 end})))
local eq = {__eq = function(a, b) return a.v == b.v end} local e1, e2 = setmetatable({v = 1}, eq), setmetatable({v = 1}, eq) print(e1 == e2, rawequal(e1, e2), e1 ~= e2, e1 == 1)
print(pcall(function() return {} < {} end)) print(pcall(function() return {} < 1 end)) print(pcall(function() return "a" < 1 end)) print(pcall(function() return nil > 1 end)) print(pcall(function() return print <= print end))
local order = {} do local a <close> = setmetatable({}, {__close = function(_, e) order[#order + 1] = "a" .. tostring(e) end}) local b <close> = nil local c <close> = false local d <close> = setmetatable({}, {__close = function() order[#order + 1] = "d" end}) end print(table.concat(order, ","))
print(pcall(function() local a <close> = setmetatable({}, {__close = function(_, e) print("a", e) error("second", 0) end}) local b <close> = setmetatable({}, {__close = function(_, e) print("b", e) error("first", 0) end}) error("zero", 0) end))
local function gen() local closed = false return function(_, i) i = i + 1 if i <= 3 then return i end end, nil, 0, setmetatable({}, {__close = function() print("iter closed") end}) end
for i in gen() do print(i) end for i in gen() do if i == 2 then break end end
print(pcall(function() for i in gen() do error("inside", 0) end end)) print((function() for i in gen() do return i * 10 end end)())
setmetatable({}, {__gc = function() end, __mode = "k"}) print(pcall(setmetatable, {}, 1))
local sum = setmetatable({}, {__add = function(a, b) return (type(a) == "number" and a or 1) + (type(b) == "number" and b or 1) end}) print(1 + sum, sum + 1, sum + sum)
local idx = setmetatable({}, {__index = function(t, k) return function(self, ...) return k, ... end end}) print(idx:foo(1, 2), idx.bar(idx, 3))
print(pcall(function() local t = setmetatable({}, {__index = 5}) return t.x end)) print(pcall(function() local t = setmetatable({}, {__newindex = 5}) t.x = 1 end)) print(pcall(function() local t = setmetatable({}, {__call = 5}) t() end)) print(pcall(function() return #setmetatable({}, {__len = 5}) end))
print(("x"):rep(3), ("%d"):format(5), #("abc"), ("abc").len, pcall(function() return ("abc").x.y end)) local s = "str" print(pcall(function() s.x = 1 end))
