--! 5.4
---- constants
print(math.pi, math.huge, -math.huge, math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger)
---- floor ceil
for _, x in ipairs { 3.7, -3.7, 3, -3, 0.0, -0.0, 0.5, -0.5, 1e300, -1e300, 1/0, -1/0, 2^53, 2^63, "3.7", "10", 2^62 + 0.0 } do print(x, math.floor(x), math.ceil(x), math.type(math.floor(x))) end
---- abs
for _, x in ipairs { 1, -1, 0, -0.0, 1.5, -1.5, math.mininteger, math.maxinteger, -1/0, "-3", "-3.5" } do print(x, math.abs(x)) end
---- fmod
for _, p in ipairs { { 7, 3 }, { -7, 3 }, { 7, -3 }, { -7, -3 }, { 7.5, 2 }, { -7.5, 2 }, { 1, 0.0 }, { 1/0, 2 }, { 5, 1/0 }, { math.mininteger, -1 }, { 6, 3 }, { "7", 3 }, { 7, "3" }, { 1e308, 3 } } do print(p[1], p[2], math.fmod(p[1], p[2])) end print(pcall(math.fmod, 1, 0)) print(pcall(math.fmod, 1)) print(pcall(math.fmod))
---- modf
for _, x in ipairs { 3.7, -3.7, 5, -5, 0.0, 1/0, -1/0, 1e300, "10", "2.5", 2^63 } do print(x, math.modf(x)) end print(math.type((math.modf(3.7)))) print(pcall(math.modf)) print(pcall(math.modf, {}))
---- max min
print(math.max(1), math.max(1, 2.5, -3), math.max(2, 2.0), math.max(2.0, 2), math.min(1, 2.5, -3), math.min(2, 2.0), math.max(-1/0, 1/0), math.min(1, 1.0, 0.5)) print(pcall(math.max)) print(pcall(math.min)) print(pcall(math.max, 1, {})) print(pcall(math.max, {}, 1)) print(pcall(math.min, 1, nil)) print(pcall(math.max, 1, "2"))
---- sqrt exp log
print(math.sqrt(16), math.sqrt(2), math.sqrt(0), math.sqrt("9"), math.exp(0), math.exp(1), math.log(1), math.log(math.exp(2)), math.log(8, 2), math.log(1024, 2), math.log(0.125, 2), math.log(1000, 10), math.log(0.001, 10), math.log(27, 3), math.log(2, 0.5), math.log(0), math.log(1, 2), math.log(3, 2), math.log(1e-320, 2)) print(pcall(math.log)) print(pcall(math.log, "x")) print(pcall(math.log, 2, "x")) print(math.log(2, nil)) print(pcall(math.sqrt)) print(pcall(math.exp, {}))
---- trigonometry
for _, x in ipairs { 0, 0.5, 1, -1, math.pi, math.pi / 2, 100, 1e10 } do print(x, math.sin(x), math.cos(x), string.format("%.10g", math.tan(x)), math.atan(x), math.deg(x), math.rad(x)) end print(math.asin(0.5), math.acos(0.5), math.asin(1), math.acos(-1), math.atan(1, 2), math.atan(-1, -2), math.atan(0, -1), math.atan(1, 0), math.atan(-0.0, -1)) print(pcall(math.sin)) print(pcall(math.cos, nil)) print(pcall(math.tan, {})) print(pcall(math.deg, "x"))
---- tointeger
for _, x in ipairs { 3, 3.0, 3.5, "3", "3.0", "x", 2^63, -2^63, 1/0, true, {} } do print(math.tointeger(x)) end print(math.tointeger(nil)) print(pcall(math.tointeger))
---- type
print(math.type(1), math.type(1.0), math.type("1"), math.type(nil), math.type({}), math.type(2^53), math.type(1 // 1), math.type(1 / 1)) print(pcall(math.type))
---- ult
print(math.ult(1, 2), math.ult(2, 1), math.ult(1, -1), math.ult(-1, 1), math.ult(-2, -1), math.ult(0, 0), math.ult("1", 2.0)) print(pcall(math.ult, 1)) print(pcall(math.ult, 1.5, 2)) print(pcall(math.ult, "x", 1))
---- random with a seed
math.randomseed(42) for i = 1, 10 do print(math.random()) end for i = 1, 10 do print(math.random(100)) end for i = 1, 10 do print(math.random(-50, 50)) end for i = 1, 5 do print(math.random(0)) end print(math.random(math.mininteger, math.maxinteger), math.random(1 << 62), math.random(7, 7))
---- random seeds
for _, s in ipairs { 0, 1, -1, math.maxinteger, math.mininteger, 123456789, 7.0, "5" } do math.randomseed(s) print(s, math.random(0), math.random(), math.random(6)) end math.randomseed(1, 2) print(math.random(0)) print(math.randomseed(3, 4))
---- random errors
print(pcall(math.random, 0.5)) print(pcall(math.random, -5)) print(pcall(math.random, 2, 1)) print(pcall(math.random, 1, 2, 3)) print(pcall(math.random, "x")) print(pcall(math.random, nil)) print(pcall(math.random, 1, {})) print(pcall(math.randomseed, "x")) print(pcall(math.randomseed, 1.5)) print(pcall(math.randomseed, {}))
---- random ranges
math.randomseed(7) local seen = {} for i = 1, 1000 do seen[math.random(6)] = true end print(#seen) local lo, hi = 1, 0 for i = 1, 1000 do local r = math.random() lo = math.min(lo, r) hi = math.max(hi, r) end print(lo >= 0, hi < 1)
---- shuffle
math.randomseed(99) local t = {} for i = 1, 20 do t[i] = i end for i = #t, 2, -1 do local j = math.random(i) t[i], t[j] = t[j], t[i] end print(table.concat(t, " "))
---- old names
print(math.pow and math.pow(2, 10), math.ldexp and math.ldexp(1, 10), math.cosh and math.cosh(1), math.sinh and math.sinh(1), math.tanh and math.tanh(1), math.log10 and math.log10(1000)) print(math.frexp(8)) print(math.frexp(0.3)) print(math.frexp(0)) print(math.frexp(-5e-324)) print(math.ldexp(0.5, -1073), math.ldexp(1, 2000), math.ldexp(3, -5000))
---- integer arithmetic
print(7 // 2, -7 // 2, 7 // -2, 7 % 3, -7 % 3, 7 % -3, 7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 1 // 0.0, -1 // 0.0, 5 % (1/0), -5 % (1/0), math.mininteger // -1, math.mininteger % -1) print(pcall(function() return 1 // 0 end)) print(pcall(function() return 1 % 0 end)) print(3 / 2, 4 / 2, 2 ^ 10, 2 ^ 0.5, 10 // 0.3)
---- float integer keys and loops
local t = {} t[1.0] = "a" t[2^53] = "b" print(t[1], t[2^53 | 0], next({ [3.0] = 1 })) for i = 1, 2, 0.5 do print(i) end for i = 3, 1, -1 do print(i) end for i = 1.0, 3 do print(i) end print(pcall(function() for i = 1, 2, 0 do end end)) print(pcall(function() for i = "a", 2 do end end))
