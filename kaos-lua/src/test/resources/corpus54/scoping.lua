local x = 1 do local x = x + 1 print(x) do local x = x * 10 print(x) end print(x) end print(x)
local function shadow(x) local x = x or "default" return x end print(shadow(), shadow(5))
local a, b, c = 1 print(a, b, c) local d, e = 1, 2, 3 print(d, e) local function three() return 1, 2, 3 end
local p, q, r, s = three() print(p, q, r, s) local p2, q2 = (three()) print(p2, q2) local t = {three(), three()} print(#t) local t2 = {three(), (three())} print(#t2) print(three(), three()) print((three()))
print(#{n = 1, three()}, #{three(), nil}, select("#", three(), nil), select("#", nil, nil), #{nil, nil, 3}, #{1, nil, 3})
local fns = {} for i = 1, 3 do local j = i * 10 fns[#fns + 1] = function() j = j + i return j end end for _, f in ipairs(fns) do print(f(), f()) end
local function mk() local v = 0 return function() v = v + 1 return v end, function() return v end end local inc, get = mk() inc() inc() print(get())
do local k = 1 goto l1 ::l2:: print("l2", k) goto l3 ::l1:: print("l1") k = k + 1 goto l2 ::l3:: end
for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next_i end print(i, j) end ::next_i:: end
do local i = 1 ::top:: if i <= 3 then local captured = i fns[i] = function() return captured end i = i + 1 goto top end end print(fns[1](), fns[2](), fns[3]())
local i = 1 while true do local w = i i = i + 1 if w == 2 then goto cont end if w > 4 then break end print("w", w) ::cont:: end
repeat local done = true until done local n = 0 repeat n = n + 1 local stop = n >= 3 until stop print(n)
local env = {print = print} do local _ENV = env y = 5 print(y) end print(y, env.y) local function withenv(_ENV) return z end print(withenv({z = "zed"}))
do local _ENV <const> = {print = print, x = "inner"} print(x) end local _ENV = setmetatable({}, {__index = _ENV}) newglobal = 7 print(newglobal, _G.newglobal)
local t = {} t.x, t.y = 1, 2 t.x, t.y = t.y, t.x print(t.x, t.y) local m = {1, 2, 3} local idx = 1 idx, m[idx] = 2, "changed" print(idx, m[1], m[2])
local function va(...) local a, b = ... local t = {...} return #t, a, b, ... end print(va()) print(va(1, 2, 3)) print(va(nil, nil)) local function va2(a, ...) return a, select("#", ...), (...) end print(va2(1), va2(1, 2), va2(1, 2, 3))
print((function(...) return select(-1, ...) end)(1, 2, 3), pcall(select, -5, 1)) print(table.unpack({1, 2, 3}, 2), table.unpack({1, 2}, 1, 3), (table.unpack({1, 2}))) print(pcall(table.unpack, {}, 1, 1e8))
local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end print(fact(20), fact(21), fact(25.0)) local fib fib = function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end print(fib(20))
local function even(n) if n == 0 then return true end return odd(n - 1) end function odd(n) if n == 0 then return false end return even(n - 1) end print(even(10000))
print(type(_ENV), _VERSION, 10 == "10", 0 == -0, "abc" == "abc", {} == {}, print == print) local long = [[
first newline skipped
]] print(long, #long, [==[a]]b]==], "tab\tnew\\n\"q\" \65\066\x41\u{48}\u{20AC}\z
      joined", 'single\'s', "a\
b") -- comment
--[[ block
comment ]] print("after") --[==[ another ]] ]==] print(0xA, 1 --[[inline]] + 1)
local o = {v = 1} function o:m(a) return self.v + (a or 0) end function o.f(a) return a end print(o:m(), o:m(2), o.f(3), o["m"](o, 4)) local deep = {a = {b = {c = {}}}} function deep.a.b.c.f(x) return x end function deep.a.b:g(y) return self == deep.a.b, y end print(deep.a.b.c.f(1), deep.a.b:g(2))
local str = "x" print(#str .. "", -2 ^ 2, 2 ^ -1, not (1 == 2) and "yes" or "no", 1 and nil, false or nil, nil and 1, 1 or error("no"), nil == false) local v = nil print(v and v.x, v == nil, not v)
if false then elseif nil then else print("else") end if 0 then print("0 true") end if "" then print("'' true") end while false do end for k = 1, 0 do end
local cnt = 0 for k, v in pairs({10, 20, 30, a = 1, b = 2}) do cnt = cnt + v end print(cnt) for k, v in next, {5} do print(k, v) end local keys = {} for k in pairs({x = 1, y = 2, z = 3}) do keys[#keys + 1] = k end table.sort(keys) print(table.concat(keys))
local tt = {1, 2, 3, 4, 5} for k in pairs(tt) do tt[k] = nil end print(next(tt)) local big = {} for n = 1, 1000 do big[n] = n end for n = 1, 1000, 2 do big[n] = nil end local c2 = 0 for _ in pairs(big) do c2 = c2 + 1 end print(c2)
print(pcall(next, {}, 1)) print(rawequal("a", "a"), rawget({5}, 1), rawset({}, 1, 2)[1], pcall(rawset, 1, 2, 3)) print(load("return ...", "c", "t", {})(1, 2)) print(load(function() return nil end)) local parts = {"return ", "1 ", "+ 2"} local pi = 0 print(load(function() pi = pi + 1 return parts[pi] end)())
print(pcall(load("error('x')", "=name"))) print(pcall(load("error('x')", "@file.lua"))) print(pcall(load("\n\nerror('x')", "some code"))) print(pcall(load("local a = nil + 1", "=(x)"))) print(load("x x", "=n")) print(load("return 1", "n", "b")) print(pcall(error, nil)) print(pcall(error, "m", 0)) print(select("#", pcall(error)))
print(xpcall(function(a, b) return a + b end, print, 1, 2)) print(xpcall(error, function(m) return "handled " .. tostring(m) end, "boom")) print(pcall(xpcall)) print(pcall(pcall)) print(assert(1, "m"), pcall(assert, false), pcall(assert, nil, "msg"), pcall(assert, false, {1} and "t"), pcall(assert))
print(load("local p, s = print, setmetatable x = 1 local function f() return x end _ENV = {x = 2} p(f(), x) _ENV = s({}, {__index = function(_, k) return k .. '!' end}) return f(), x, y")())
do local env = {x = 1} local g = load("x = x + 1 local function f() return x end _ENV = {x = 10} return f(), x", "c", "t", env) print(g()) print(env.x, pcall(g)) print(pcall(load("_ENV = nil x = 1", "=c"))) end
print(pcall(load("_ENV = n")))
