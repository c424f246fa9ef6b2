--! 5.4
---- integers
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
for _, f in ipairs { "b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "i1", "i3", "i5", "i16", "I7", "I16", "<i4", ">i4", "=i4", ">I3", "<i9" } do for _, n in ipairs { 0, 1, -1, 100, 127, -128, 255, 32767, 1 << 40, math.maxinteger, math.mininteger } do local ok, s = pcall(string.pack, f, n) print(f, n, ok, ok and hex(s) or s, ok and string.unpack(f, s)) end end
---- floats
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
for _, n in ipairs { 0, -0.0, 1, 1.5, -2.25, 1e100, 1/0, -1/0, 0.1, 1e-45 } do for _, f in ipairs { "f", "d", "n", ">f", ">d", "<n" } do local s = string.pack(f, n) print(f, hex(s), string.unpack(f, s)) end end
---- strings
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("z", "abc"))) print(hex(string.pack("s", "abc"))) print(hex(string.pack("s1", "abc"))) print(hex(string.pack(">s2", "abc"))) print(hex(string.pack("c5", "abc"))) print(hex(string.pack("c0", ""))) print(hex(string.pack("zs1z", "a", "b", "c"))) print(string.unpack("z", "abc\0def")) print(string.unpack("s1", "\3abcdef")) print(string.unpack("c2c3", "abcdef")) print(string.unpack("zz", "a\0b\0")) print(string.unpack("s2", "\2\0xy"))
---- alignment
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("!4 b i4", 1, 2))) print(hex(string.pack("! b d", 1, 2))) print(hex(string.pack("!2 b i8", 1, 2))) print(hex(string.pack("b x b", 1, 2))) print(hex(string.pack("!8 b Xi8 b", 1, 2))) print(hex(string.pack("!8 b Xh i4 Xd", 1, 2))) print(string.packsize("!8 b Xh i4 Xi8 x"), string.packsize("i4!8i8"), string.packsize(""), string.packsize("b h i l j f d n T"), string.packsize("!b h i l j f d n T"), string.packsize("c10xc0")) print(string.unpack("!4 b i4", "\1\0\0\0\2\0\0\0"))
---- errors
for _, a in ipairs { { "i17", 1 }, { "i0", 1 }, { "c", "x" }, { "y", 1 }, { "b", 128 }, { "b", -129 }, { "B", 256 }, { "B", -1 }, { "H", 65536 }, { "i3", 1 << 23 }, { "c2", "abc" }, { "s1", ("x"):rep(256) }, { "z", "a\0" }, { "X" }, { "Xc1" }, { "Xz" }, { "XX" }, { "!3i3", 1 }, { "!17", 1 }, { "!0" }, { "i", 1.5 }, { "i", "x" }, { "i", {} }, { "f", "x" }, { "z", {} }, { "s", true }, { "d", nil }, { "i4 \0 q", 1 }, { "i99999999999", 1 } } do print(a[1], pcall(string.pack, a[1], a[2])) end print(pcall(string.pack)) print(pcall(string.pack, {}))
---- packsize errors
for _, f in ipairs { "s", "z", "s1", "i17", "q", "c", "X", "c2147483647c2147483647", "c99999999999" } do print(f, pcall(string.packsize, f)) end print(pcall(string.packsize)) print(pcall(string.packsize, nil))
---- unpack errors
print(pcall(string.unpack)) print(pcall(string.unpack, "i")) print(pcall(string.unpack, "i4", "abc")) print(pcall(string.unpack, "z", "abc")) print(pcall(string.unpack, "s1", "\5abc")) print(pcall(string.unpack, "s", "\255\255\255\255\255\255\255\255abc")) print(pcall(string.unpack, "i16", ("\255"):rep(15) .. "\0")) print(pcall(string.unpack, "I9", ("\255"):rep(9))) print(pcall(string.unpack, "b", "x", 3)) print(pcall(string.unpack, "b", "x", 2)) print(pcall(string.unpack, "", "x", 3)) print(pcall(string.unpack, "q", "x")) print(pcall(string.unpack, "b", "x", "y")) print(pcall(string.unpack, "c10", "x"))
---- positions
print(string.unpack("b", "abc", 2)) print(string.unpack("b", "abc", -1)) print(string.unpack("b", "abc", -100)) print(string.unpack("b", "abc", 0)) print(string.unpack("", "abc")) print(string.unpack("", "abc", 4)) local p, s = 1, string.pack("z z z", "x", "yy", "zzz") for i = 1, 3 do local v v, p = string.unpack("z", s, p) print(v, p) end
---- sign extension
print(string.unpack("<i3", "\255\255\255")) print(string.unpack("<I3", "\255\255\255")) print(string.unpack(">i2", "\128\0")) print(string.unpack("<i16", ("\255"):rep(16))) print(string.unpack("<I16", "\1" .. ("\0"):rep(15))) print(string.unpack(">i9", "\255" .. ("\255"):rep(8)))
---- mixed
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack(">I2 <I2 =I2 >s1 z", 1, 2, 3, "ab", "cd"))) print(string.unpack(">I2 <I2 =I2 >s1 z", string.pack(">I2 <I2 =I2 >s1 z", 1, 2, 3, "ab", "cd"))) print(hex(string.pack("<!4 i1 !2 i4 ! i8", 1, 2, 3)))
