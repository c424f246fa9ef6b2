--! 5.4
---- byte ranges
local s = "hello\0world\255"
print(s:byte()) print(s:byte(2)) print(s:byte(-1)) print(s:byte(1, -1)) print(s:byte(6))
print(s:byte(0)) print(s:byte(100)) print(s:byte(-100)) print(s:byte(-100, 2)) print(s:byte(3, 2))
print(("x"):byte(math.mininteger, math.maxinteger)) print((""):byte()) print(s:byte(2.0, "3"))
print(select("#", s:byte(10, 20)), select("#", s:byte(0)), select("#", s:byte(-3, -2)))
---- byte errors
print(pcall(string.byte)) print(pcall(string.byte, {})) print(pcall(string.byte, "x", "y"))
print(pcall(string.byte, "x", 1.5)) print(pcall(string.byte, "x", 1, {})) print(pcall(string.byte, nil))
print(pcall(function() return ("x"):byte({}) end)) print(pcall(function() local f = string.byte; return f() end))
---- byte of numbers
print(string.byte(123, 1, -1)) print(string.byte(1.5, 1, -1)) print(string.byte(-0.0, 1, -1))
---- char
print(string.char()) print(string.char(72, 105)) print(#string.char(0, 255, 0)) print(string.char("65", 66.0))
---- char errors
print(pcall(string.char, 256)) print(pcall(string.char, -1)) print(pcall(string.char, 1, "x"))
print(pcall(string.char, 65, 1.5)) print(pcall(string.char, nil)) print(pcall(string.char, {}))
---- len
print(string.len(""), string.len("a\0b"), string.len(12), string.len(1.0), #"äö") print(("x"):len())
print(pcall(string.len)) print(pcall(string.len, nil)) print(pcall(string.len, {})) print(pcall(string.len, true))
---- sub
local s = "0123456789"
for i = -12, 12, 3 do for j = -12, 12, 4 do print(i, j, s:sub(i, j)) end end
print(s:sub(3)) print(s:sub(-3)) print(s:sub(0)) print(s:sub(100)) print(s:sub(-100))
print(s:sub(2, "4"), s:sub(2.0, 4.0)) print(s:sub(math.mininteger, math.maxinteger)) print(s:sub(math.maxinteger))
---- sub errors
print(pcall(string.sub)) print(pcall(string.sub, "x")) print(pcall(string.sub, "x", "y")) print(pcall(string.sub, "x", 1.5))
print(pcall(string.sub, "x", 1, "z")) print(pcall(string.sub, {}, 1)) print(pcall(string.sub, "x", nil))
print(pcall(string.sub, "x", 1, nil)) print(pcall(string.sub, "x", 2^53)) print(pcall(string.sub, "x", 2^63))
---- rep
print(("ab"):rep(3)) print(("ab"):rep(3, ",")) print(("ab"):rep(1, ",")) print(("ab"):rep(0)) print(("ab"):rep(-1, ","))
print((""):rep(100)) print((""):rep(3, "x")) print(("x"):rep("3")) print(#("abc"):rep(1000, "--")) print(("x"):rep(2.0))
---- rep errors
print(pcall(string.rep)) print(pcall(string.rep, "x")) print(pcall(string.rep, "x", {})) print(pcall(string.rep, "x", 1, {}))
print(pcall(string.rep, "abc", 1 << 62)) print(pcall(string.rep, "x", 1.5)) print(pcall(string.rep, "", 1, nil))
print(pcall(string.rep, "ab", math.maxinteger, "c"))
---- reverse lower upper
print(("hello"):reverse(), (""):reverse(), ("a\0b"):reverse():byte(1, -1)) print(("MiXeD 123 \195\132"):lower())
print(("MiXeD 123 \195\164"):upper()) print(string.upper(12), string.lower("")) print(("x"):reverse())
print(pcall(string.reverse)) print(pcall(string.lower, nil)) print(pcall(string.upper, {})) print(pcall(string.lower, print))
---- methods on literals
print(("%d"):format(3), ("x"):rep(3):upper():lower():len()) print(#"abc" + 1, -"2" + 0, "10" / 2, "3" * "4", 10 .. 20)
---- string indexing
print(("x").foo, ("x").len == string.len) print(pcall(function() return ("x").foo.bar end)) print(pcall(function() local s = "x"; s.y = 1 end))
print(pcall(function() return ("x"):nomethod() end)) print(getmetatable("").__index == string, getmetatable("") == getmetatable("abc"))
---- comparison
print("a" < "b", "a" < "B", "a" < "aa", "" < "a", "a\0b" < "a\0c", "a\0" > "a", "Z" < "a", "10" < "9") print("\255" > "\0", "a" <= "a")
print(pcall(function() return "a" < 1 end)) print(pcall(function() return {} < "x" end)) print(pcall(function() return 1 <= "1" end))
---- arithmetic coercion
print("10" + 5, "0x10" + 0, "1e1" + 0, " 5 " * 2, "3" // 2, "7" % "4", "2" ^ 3, -"3", "5" - 1.5, "10" // "3.0")
print(pcall(function() return "abc" + 1 end)) print(pcall(function() return {} + "1" end)) print(pcall(function() return "1" + {} end))
print(pcall(function() return "a" .. {} end)) print(pcall(function() return nil .. "a" end)) print(pcall(function() return -"x" end))
---- concat numbers
print(1 .. "", 1.0 .. "", -0.0 .. "", 1e15 .. "", 1e100 .. "", 2^53 .. "", 2^63 .. "", 0.1 .. "", 1/0 .. "", -1/0 .. "", 123456789012345678 .. "")
---- tostring numbers
for _, x in ipairs { 0, -0.0, 1.5, 100, 1e14, 1e15, 1e16, 123456.789, 1/3, 2^31, 2^63, -2^63, 1e-5, 1e-4, 12345678901234567890, 0x7fffffffffffffff, 0xffffffffffffffff, 3.14159265358979, 5e-324, 1.7976931348623157e308 } do print(x, tostring(x), #tostring(x)) end
---- tonumber
for _, x in ipairs { "10", "0x1p4", "  12  ", "1e2", "1e", "0x", "", " ", "1 2", "0x.8p1", "inf", "nan", "1_0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0xffffffffffffffffff", "1.", ".5", ".", "5e+3", "0b1", "1e500", "-0", "-0.0", "+5", "- 5", "\t3\n", "3\0" } do print(x, tonumber(x), math.type(tonumber(x))) end
---- tonumber bases
print(tonumber("ff", 16), tonumber("zz", 36), tonumber("10", 2), tonumber("2", 2), tonumber("-ff", 16), tonumber(" 7 ", 8), tonumber("8", 8), tonumber("", 10), tonumber("1.5", 10), tonumber("7fffffffffffffff", 16), tonumber("ffffffffffffffff", 16), tonumber("1e1", 16), tonumber("Zz", 36))
print(pcall(tonumber, "1", 1)) print(pcall(tonumber, "1", 37)) print(pcall(tonumber, 1, 10)) print(pcall(tonumber)) print(pcall(tonumber, {})) print(tonumber(nil), tonumber({}), tonumber(true), tonumber(print)) print(pcall(tonumber, "1", "x"))
---- dump is absent or refused
print(string.dump == nil or not pcall(string.dump, print))
