--! 5.4
---- integers
for _, f in ipairs { "%d", "%5d|", "%-5d|", "%05d", "%+d", "% d", "%.3d", "%8.3d|", "%-8.3d|", "%+.3d", "%i", "%u", "%x", "%X", "%#x", "%#X", "%o", "%#o", "%08x", "%-8x|", "%.0d|", "%5.0d|", "%#.5x", "%.10o", "%+05d", "% 05d", "%-05d|" } do for _, n in ipairs { 0, 1, -1, 42, -42, 255, math.maxinteger, math.mininteger, 1e3, "17" } do print(f, n, pcall(string.format, f, n)) end end
---- floats
for _, f in ipairs { "%f", "%.0f", "%.1f", "%10.2f|", "%-10.2f|", "%+f", "% f", "%010.3f", "%e", "%.0e", "%.3e", "%E", "%g", "%.3g", "%G", "%#g", "%#.0f", "%.10g", "%.17g", "%.20f", "%a", "%.0a", "%.3a", "%A", "%20a|", "%-20a|", "%020a", "%+a" } do for _, n in ipairs { 0, 1, -1.5, 0.1, 1e15, 1e-10, 123456.789, 1e100, 1/0, -1/0, -0.0, 2.5, 0.5, "3.5", 5e-324 } do print(f, n, pcall(string.format, f, n)) end end
---- strings
print(string.format("%s %s %s %s %s", 1, 1.0, true, nil, "x")) print(string.format("%10s|%-10s|%.2s|%5.1s|%-5.1s|", "abc", "abc", "abc", "abc", "abc")) print(string.format("%s", "a\0b")) print(string.format("%.0s|", "abc")) print(string.format("%.20s|", "abc")) print(#string.format("%s", ("x"):rep(1000))) print(#string.format("%99s", "x")) print(string.format("%5s", ("y"):rep(200)) == ("y"):rep(200))
---- tostring metamethods
print(string.format("%s %10s|", setmetatable({}, { __tostring = function() return "TS" end }), setmetatable({}, { __tostring = function() return "TS" end }))) print(pcall(string.format, "%s", setmetatable({}, { __tostring = function() return {} end }))) print(pcall(string.format, "%s", setmetatable({}, { __tostring = function() error("no") end }))) print((string.format("%s", setmetatable({}, { __name = "My.Type" })):gsub("0x%x+", "PTR"))) print(string.format("%s", setmetatable({}, { __tostring = function() return 12 end })))
---- chars
print(string.format("%c%c%c", 72, 105, 33)) print(string.format("%5c|%-5c|", 65, 66)) print(#string.format("%c", 0)) print(string.format("%c", "65")) print(string.format("%c", 256 + 65))
---- percent
print(string.format("100%%")) print(string.format("%%%d%%", 5)) print(string.format("")) print(string.format("plain")) print(string.format("%%s"))
---- quoted
print(string.format("%q", 'say "hi"\n\\ \0 \r \t \1272 \200')) print(string.format("%q", "a\0001")) print(string.format("%q %q %q", 1, 1.5, math.mininteger)) print(string.format("%q %q %q", 1/0, -1/0, true)) print(string.format("%q", nil)) print(string.format("%q", 0/0) == "(0/0)") print(string.format("%q", 255.0), string.format("%q", 2^60), string.format("%q", 0.1)) print(string.format("%q", ""))
---- quoted reads back
for _, v in ipairs { "a\nb\0c\"d\\", ("\0"):rep(3) .. "1", 1, -5, 1.5, 1e100, math.mininteger, true, 2^53 } do print(load("return " .. string.format("%q", v))() == v) end
---- pointers
print(string.format("%p", 1), string.format("%p", nil), string.format("%p", true), string.format("%10p|%-10p|", 1, 1)) local t = {} print(string.format("%p", t) == string.format("%p", t), string.format("%p", t) == string.format("%p", {})) print(tostring(t) == "table: " .. string.format("%p", t)) print(string.format("%p", "abc") == string.format("%p", "ab" .. "c"))
---- errors
for _, f in ipairs { "%", "%y", "%5y", "%F", "%-#d", "%10q", "% q", "%123d", "%.123d", "%010s", "%+s", "%05c", "%.3c", "%#i", "%l", "%lld", "%5", "%.", "%5%", "%010p", "%.2p", "%#s", "%+x", "% x", "%0000000000000000000000000d", "%1.1.1f", "%--d", "%..3d", "%3-d", "%#q" } do print(f, pcall(string.format, f, 1)) end
---- argument errors
print(pcall(string.format)) print(pcall(string.format, nil)) print(pcall(string.format, {})) print(pcall(string.format, "%d")) print(pcall(string.format, "%s")) print(pcall(string.format, "%d %d", 1)) print(pcall(string.format, "%d", "x")) print(pcall(string.format, "%d", 1.5)) print(pcall(string.format, "%d", "1.5")) print(pcall(string.format, "%d", nil)) print(pcall(string.format, "%d", {})) print(pcall(string.format, "%d", 2^63)) print(pcall(string.format, "%f", "x")) print(pcall(string.format, "%f", nil)) print(pcall(string.format, "%c", "x")) print(pcall(string.format, "%q", {})) print(pcall(string.format, "%q", print)) print(pcall(string.format, "%5s", "a\0b")) print(pcall(string.format, "%x", -1.5)) print(pcall(string.format, "%a", {})) print(pcall(string.format, "%s %s %s", 1, 2))
---- error position
local function f() return string.format("%d", "x") end
local ok, e = pcall(f) print(e)
local ok, e = pcall(function() return ("%d"):format({}) end) print(e)
local ok, e = pcall(function() return ("%y"):format(1) end) print(e)
---- long output
print(#string.format("%99d|%-99d|%099d", 1, 2, 3)) print(#string.format("%.99f", 1/3)) print(#string.format("%99.99f", -1e308)) print(#string.format(("%s"):rep(100), table.unpack((function() local t = {} for i = 1, 100 do t[i] = i end return t end)())))
---- rounding
for _, x in ipairs { 0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 2.675, 1e22, 1e23, 123456789.125, 0.045, 9.995, 99.95, 999999.5, 0.00001234565 } do print(string.format("%.0f %.1f %.2f %.3f %g %.3g %e %.4e", x, x, x, x, x, x, x, x)) end
