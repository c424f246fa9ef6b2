-- closures, goto, close, varargs, strings
local function counter() local n = 0 return function() n = n + 1 return n end end
local c1, c2 = counter(), counter()
print(c1(), c1(), c2())
local fs = {}
for i = 1, 3 do fs[i] = function() i = i + 1 return i end end
print(fs[1](), fs[1](), fs[2]())
for i = 1, 3 do for j = 1, 3 do if j == 2 then goto continue end print(i, j) ::continue:: end end
do
  local function closer(name) return setmetatable({}, {__close=function(_, e) print("close", name, e) end}) end
  local function f()
    local a <close> = closer("a")
    local b <close> = closer("b")
    return "ret"
  end
  print(f())
  print(pcall(function() local a <close> = closer("x") error("oops") end))
  for i = 1, 2 do local q <close> = closer("loop"..i) if i == 1 then goto cont end print("body", i) ::cont:: end
  while true do local q <close> = closer("w") break end
  repeat local q <close> = closer("r") local done = true until done
end
local function va(...) local a, b = ... return select('#', ...), a, b, ... end
print(va()) print(va(1)) print(va(1, nil, 3)) print((va(1,2)))
print(pcall(string and string.rep or print, "x"))
local t = {va(1,2)} print(#t)
local t2 = {n = 1, va(7), [10] = 5, "z"} print(#t2, t2[1], t2[2], t2[10])
local function tail(n) if n == 0 then return "done" end return tail(n - 1) end
print(tail(1000000))
local function deep(n) return 1 + deep(n + 1) end
print(pcall(deep, 1))
local mt = {__lt = function() return true end, __le = function() return false end, __eq = function() return true end,
  __concat = function(a, b) return "cat" end, __len = function() return 42 end, __unm = function() return "neg" end,
  __add = function(a, b) return "add" end, __idiv = function() return "idiv" end, __band = function() return "band" end,
  __shl = function() return "shl" end, __bnot = function() return "bnot" end, __newindex = function(t, k, v) rawset(t, k, v * 2) end}
local A, B = setmetatable({}, mt), setmetatable({}, mt)
print(A < B, A <= B, A == B, A ~= B, A > B, A .. "x", 1 .. A, #A, -A, A + 1, 1 + A, A // 1, A & 1, 1 << A, ~A)
A.x = 21 print(A.x)
print(7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, 7.5 // 2, -7.5 % 2, 1 / 2, 2 ^ 10, 7 & 3, 7 | 8, 7 ~ 2, 1 << 62, 1 << 64, ~0)
print(10 == 10.0, "10" == 10, 1 < 1.5, math)
print("10" + 5, "0x10" + 0, "3" * "4", 10 .. 20)
print(1e15, 1e16, 123456.789, 0.1, -0.0, 1e300 * 1e10, 2^53)
for i = 1.0, 2.0, 0.5 do print(i) end
for i = 3, 1 do print("never") end
print(pcall(function() for i = 1, 10, 0 do end end))
local s = 0 for k, v in next, {10, 20, 30} do s = s + v end print(s)
print(tostring(nil), tostring(true), tonumber("0x1p4"), tonumber("  12  "), tonumber("1e1"), tonumber("z", 36), tonumber("abc"))
print(load("return 1 + 1")())
print(load("syntax error here"))
print(pcall(load, nil))
local env = {print = print} load("x = 5 print(x)", "chunk", "t", env)() print(env.x, x)
print(xpcall(function() error({code = 5}) end, function(e) return e.code end))
print(rawequal(A, B), rawlen({1, 2}), rawget(A, "x"), next({}))
print(type(print), type(nil), type({}), type("x"), type(2), type(print) == "function")
print(select(-1, 1, 2, 3), select(2, "a", "b", "c"))
local i = 1 local arr = {} i, arr[i] = i + 1, 20 print(i, arr[1], arr[2])
local x, y = 1, 2 x, y = y, x print(x, y)
print(not nil, not 0, nil and 1, false or "d", 1 and 2, nil == false)
