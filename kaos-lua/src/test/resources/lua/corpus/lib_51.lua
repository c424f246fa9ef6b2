--! 5.1
---- string functions
print(("hello"):byte(1, -1)) print(string.char(72, 105)) print(("abc"):sub(2), ("abc"):sub(-2, -1), ("abc"):sub(0), ("abc"):sub(10)) print(("ab"):rep(3), ("x"):rep(0), ("x"):rep(-1)) print(("abc"):reverse(), ("aBc"):upper(), ("aBc"):lower(), ("abc"):len(), #"a\0b") print(("abc"):sub(1.9), ("x"):rep(2.7))
---- find and match
print(("hello world"):find("o w")) print(("hello"):find("l", 1, true)) print(("abc"):find("", 10)) print(("abc"):find("b", 10)) print(("abc"):find("", 4)) print(("key=value"):match("(%w+)=(%w+)")) print(("abc"):match("()b()")) print(("  x "):match("^%s*(.-)%s*$")) print(("THE (quick) fox"):find("%f[%a]%a+")) print(("x"):find("x", -10)) print(("f(a(b))"):match("%b()"))
---- gmatch
for w in ("one two  three"):gmatch("%a+") do print(w) end for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end for m in ("abc"):gmatch("") do print("[" .. m .. "]") end for m in ("abc"):gmatch("%w*") do print("<" .. m .. ">") end for w in string.gfind("a b", "%a") do print(w) end
---- gsub
print(("hello"):gsub("l", "L")) print(("abc"):gsub("%w*", "x")) print(("abc def"):gsub("%w*", "x")) print(("abc"):gsub("", "-")) print(("abc"):gsub("b", "%%")) print(("abc"):gsub("b", "%0%0")) print(("abc"):gsub("(b)", "%1%1")) print(("abc"):gsub("b", "%x")) print(("abc"):gsub(".", { a = 1, b = true and "B" })) print(("abc"):gsub("%w", function(c) if c == "b" then return nil end return c:upper() end)) print(("aaa"):gsub("^a", "b")) print(("hello"):gsub("l", "L", 1)) print(("hello"):gsub("l", "L", 1.9)) print(("x"):gsub(".", 5)) print(("a b"):gsub(" *", "-"))
---- format
print(string.format("%d %5d %-5d| %05d %+d %x %X %o %c", 1, 2, 3, 4, 5, 255, 255, 8, 65)) print(string.format("%d %d %d", 3.7, -3.7, "10")) print(string.format("%s %10s|%-10s|%.2s", "a", "b", "c", "defg")) print(string.format("%f %.2f %e %g %g %g", 1.5, 1.005, 12345.678, 0.1, 1e20, 100)) print(string.format("%q", 'a"b\\c\nd\re\0f')) print(string.format("%5.1f|%-8.3e|%G", 3.14159, 2.5, 1e-10)) print(string.format("%i %u", 3, 4)) print(string.format("%%")) print(string.format("%5s|%.3s|", "x", "abcdef")) print(string.format("%s", 1.0), string.format("%s", 10), string.format("%.14g", 0.1))
---- numbers as text
for _, x in ipairs { 0, 1, 1.0, 1.5, 100, 1e14, 1e15, 1e16, 123456.789, 1/3, 2^31, 2^53, 2^63, 1e-5, 1/0, -1/0, 0xff, 1e300, 12345678901234567890 } do print(x, tostring(x), x .. "") end print(10 / 2, 7 / 2, 7 % 3, -7 % 3, 7 % -3, 2 ^ 10, 1e15 + 1) print(#"abc" / 2, #"abc" * 1.0, ("x"):len() + 0.5) print(3 == 3.0, "3" == 3)
---- tonumber
for _, x in ipairs { "10", "0x10", "  12  ", "1e2", "1e", "0x", "", "1 2", "1.5", ".5", "5.", "1e500", "-0x10", "99999999999999999999" } do print(x, tonumber(x)) end print(tonumber("ff", 16), tonumber("zz", 36), tonumber("8", 8), tonumber("10", 2), tonumber("  11  ", 2))
---- tonumber of long hexadecimal
print(tonumber("0xffffffffffffffffff"))
---- table functions
local t = { 1, 2, 3 } table.insert(t, 4) table.insert(t, 1, 0) print(table.concat(t, ",")) print(table.remove(t), table.remove(t, 1), table.concat(t, ",")) print(table.remove({}), select("#", table.remove({}))) print(table.getn({ 1, 2, 3 }), table.maxn({ 1, 2, [10] = 3, [2.5] = 1 }), table.maxn({})) print(table.concat({ 1, 2, 3 }, "-", 2, 3)) print(unpack({ 1, 2, 3 })) print(unpack({ 1, 2, 3 }, 2)) print(unpack({ 1, nil, 3 }, 1, 3)) print(select("#", unpack({}, 1, 3)))
---- foreach
local n = 0 table.foreach({ a = 1 }, function(k, v) print(k, v) end) table.foreachi({ 5, 6, 7 }, function(i, v) print(i, v) end) print(table.foreachi({ 5, 6, 7 }, function(i, v) if v == 6 then return "found" end end)) print(table.foreach({ 1, 2 }, function(k, v) return k * 10 end))
---- insert beyond the end
local t = { 1, 2 } table.insert(t, 5, "x") print(t[3], t[4], t[5]) local u = { 1, 2, 3 } print(table.remove(u, 10), #u)
---- math
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.abs(-3), math.max(1, 5, 3), math.min(1, 5, 3), math.sqrt(16), math.pow(2, 10), math.fmod(7, 3), math.fmod(-7, 3), math.mod(7, 3), math.modf(3.7)) print(math.log10(1000), math.log(1), math.exp(0), math.ldexp(1, 4), math.frexp(8)) print(math.huge, -math.huge, math.pi) print(math.cosh(0), math.sinh(0), math.tanh(0), math.atan2(1, 1), math.deg(math.pi), math.rad(180)) print(math.floor(2^40), math.ceil(-0.5)) print(math.max("10", 9), math.min(2, "1"))
---- random
math.randomseed(42) for i = 1, 100 do local r = math.random() assert(r >= 0 and r < 1) r = math.random(6) assert(r >= 1 and r <= 6 and r == math.floor(r)) r = math.random(-5, 5) assert(r >= -5 and r <= 5) end print(math.random(1), math.random(3, 3)) print(tostring(math.random(1)))
---- os
print(os.time { year = 2024, month = 1, day = 1, hour = 0 }) print(os.date("!%Y-%m-%d %H:%M:%S", 86400)) local d = os.date("!*t", 1e9) print(d.year, d.month, d.day, d.hour, d.min, d.sec, d.yday, d.wday, d.isdst) print(os.difftime(5, 3), type(os.clock()), type(os.time()))
---- errors through Lua functions
local function try(f) local ok, e = pcall(f) print(ok, e) end
try(function() string.rep() end) try(function() string.rep("x") end) try(function() ("x"):rep({}) end) try(function() string.sub() end) try(function() table.insert(nil, 1) end) try(function() table.insert({}, 1, 2, 3) end) try(function() table.concat({ {} }) end) try(function() table.concat({ 1, nil, 3 }, ",", 1, 3) end) try(function() math.floor("x") end) try(function() math.max() end) try(function() string.char(256) end) try(function() ("x"):find("[") end) try(function() ("x"):find("%") end) try(function() ("x"):find("(") end) try(function() unpack() end) try(function() table.sort({ 1, "x" }) end) try(function() table.sort({ 2, 1 }, 5) end) try(function() string.format("%d", "x") end) try(function() string.format("%d") end) try(function() math.random(0) end) try(function() math.random(2, 1) end) try(function() math.random(1, 2, 3) end) try(function() table.setn({}, 1) end) try(function() os.time({}) end) try(function() string.gsub("x", "x") end) try(function() string.gsub("x", "x", true) end)
---- integer-valued results of the library behave as numbers
local n = #"hello" print(n / 2, n % 3, n ^ 2, -n, n .. "", n == 5, ({ [5] = "x" })[n]) for i = 1, n do io = nil end local t = {} t[#t + 1] = "a" t[1.0] = "b" print(t[1], #t) print(("x"):byte() / 2) print(math.floor(7 / 2) / 2) print(2^53 + #"a", #"abc" * 1e300)
---- integer division by zero gives floats
print(#"abc" / 0, -#"abc" / 0, 1 / 0, #"" / #"" ~= #"" / #"", #"abc" % 0 ~= #"abc" % 0)
---- getn and select
print(select("#"), select("#", nil, nil), select(2, "a", "b", "c"), select(-1, "a", "b")) print((select("#", unpack({ 1, 2, nil, 4 }, 1, 4))))
---- sort
local t = { 5, 2, 8, 1 } table.sort(t) print(table.concat(t, " ")) table.sort(t, function(a, b) return a > b end) print(table.concat(t, " "))
---- string methods and indexing
print(("x").len == string.len, ("abc").foo) print(("%d"):format(7)) local s = "abc" print(s:upper():lower():len()) print("10" + 5, "3" * "4", 10 .. 20, "0x10" + 0)
---- strings to numbers
print("10" < "9", "a" < "b", 10 == "10") print(pcall(function() return 1 < "2" end)) print(("5" + 0) == 5, -"3", "2" ^ 2, "7" % 4)
---- absent
print(string.pack, table.pack, table.unpack, utf8, math.tointeger, math.type, table.move, math.maxinteger, math.ult)
