print(0x10, 0xA.8p0, 0x.1p4, 1e2, 1E-2, .5, 3., 0xffffffffffffffff, 0x7fffffffffffffff + 1, 9223372036854775807, 9223372036854775808)
print(1 // 0.0, -1 // 0.0, 0.0 / 0.0 ~= 0.0 / 0.0, 5 // 0.3, -5 % 0.3, 5.3 % -2, math.mininteger // -1, math.mininteger % -1)
print(math.maxinteger + 1 == math.mininteger, math.maxinteger * 2, math.mininteger * -1)
print(1e308 * 10, -1e308 * 10, 2^1023 * 2, 2^-1074, 2^0.5, (-8)^(1/3) ~= (-8)^(1/3), 10^2, 2^63 == math.maxinteger + 1.0)
print(3 | 4.0, pcall(function() return 3 | 4.5 end))
print(1 < 1.1, 1 <= 1.0, 9007199254740993 < 9007199254740992.0, 9007199254740993 == 9007199254740992.0, math.maxinteger < 2^63, math.maxinteger + 0.0 == 2^63)
print(math.type(1), math.type(1.0), math.type("1"), math.tointeger(3.0), math.tointeger(3.5), 7 // 1.0, 2^2, 7 / 7)
for _, s in ipairs{"10", " 10 ", "0x1F", "1e1", "1e", "", " ", "0x", "1 2", "1.5.5", "inf", "nan", "0x1p-2", "1_000", "９", "-0", "-0x10", "- 1", "+5", "1e+5", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0x8000000000000000", "1e400", ".e1", "5.", ".5"} do print(s, tonumber(s), math.type(tonumber(s))) end
for b = 2, 36, 7 do print(tonumber("11", b), tonumber("zz", b), tonumber("-7", b), tonumber(" a ", b), tonumber("1.0", b)) end
print(tonumber("7fffffffffffffff", 16), tonumber("ffffffffffffffff", 16), tonumber("1" .. string.rep("0", 70), 2))
print(100000000000000, 1e14, 1e15, 1e100, 123456789012.5, 0.1 + 0.2, 1/3, -1/3, 100 / 2, 3.14159265358979, 1e-5, 1e-4, 5e-324, 1.7976931348623157e308)
for i = math.maxinteger - 2, math.maxinteger do io = i end print(io) io = nil
for i = math.mininteger, math.mininteger + 2 do print(i) end
for i = 1, 3.9 do print(i) end for i = 3, 1.1, -1 do print(i) end for i = 1, -math.huge, -1e300 do print(i) break end
for i = 1.0, 3 do print(i) end for i = 1, 2, 0.5 do print(i) end for i = math.maxinteger - 1, math.huge do print(i) end
for i = 10, 1, 3 do print("no") end for i = 1, 0 / 0 do print("no") end for i = math.maxinteger, math.maxinteger - 4, -2 do print(i) end for i = 1, 20, 6 do print(i) end
print(pcall(function() for i = 1, {} do end end)) print(pcall(function() for i = {}, 1 do end end)) print(pcall(function() for i = 1, 2, {} do end end)) print(pcall(function() for i = 1, 2, 0 do end end)) print(pcall(function() for i = 1.0, 2, 0 do end end))
print(5 // 2 * 2 + 5 % 2, -5 // 2 * 2 + -5 % 2, 2 ^ 3 ^ 2, -2 ^ 2, not 1 == 2, 1 .. 2 .. 3, "a" < "b", "a" < "B", "" < "a", "a\0b" < "a\0c", "Z" < "a")
print(1 << 63, 1 << 64, 1 << -1, -1 >> 1, -1 >> 63, -1 >> 64, 1 >> -3, ~5, 5 ~ 3, 0xF0 & 0x3C, 0xF0 | 0x0F, -1 << 62, 3 << math.mininteger)
print(#"abc", #"", -"2", - -3, not nil, ~~7, -(-9223372036854775807 - 1))
local x = 5 x = x + 1.5 print(x) x = x // 1 print(x) x = x | 0 print(x)
local j = 0 while j < 5 do j = j + 1 end print(j, j / 2, j // 2, j * 1.0, j ^ 1, j .. "")
local acc = 0 for i = 1, 10 do acc = acc + i * i % 7 - i // 2 end print(acc)
local facc = 0.0 for i = 1, 10 do facc = facc + i / 3 end print(facc)
local k = 1 k = k + 0x7fffffffffffffff print(k) k = k * 1.0 print(k)
print(string.format("%.14g", 3.0), 3 == 3.0, ({[3] = "x"})[3.0], ({[3.0] = "y"})[3], #{[1.0] = 1, [2.0] = 2})
