--! 5.4
---- time of a table
print(os.time { year = 2024, month = 1, day = 1 }) print(os.time { year = 2024, month = 1, day = 1, hour = 0 }) print(os.time { year = 1970, month = 1, day = 1, hour = 0, min = 0, sec = 5 }) print(os.time { year = 2024, month = 14, day = -3, hour = 25, min = 61, sec = -1 }) print(os.time { year = "2024", month = "1", day = "2" }) print(os.time { year = 2000, month = 2, day = 30, hour = 12 }) print(os.time { year = 1900, month = 1, day = 1 }) print(os.time { year = 2024.0, month = 1, day = 1 })
---- time normalises
local t = { year = 2024, month = 14, day = -3, hour = 25, min = 61, sec = 70 } os.time(t) for _, k in ipairs { "year", "month", "day", "hour", "min", "sec", "yday", "wday", "isdst" } do print(k, t[k]) end
---- time errors
print(pcall(os.time, {})) print(pcall(os.time, { year = 2024 })) print(pcall(os.time, { year = 2024, month = 1 })) print(pcall(os.time, { year = 2024.5, month = 1, day = 1 })) print(pcall(os.time, { year = "x", month = 1, day = 1 })) print(pcall(os.time, { year = {}, month = 1, day = 1 })) print(pcall(os.time, 5)) print(pcall(os.time, "x")) print(pcall(os.time, { year = 2024, month = 1, day = 1, hour = "y" })) print(pcall(os.time, { year = 1 << 40, month = 1, day = 1 }))
---- date formats
for _, f in ipairs { "%a", "%A", "%b", "%B", "%c", "%C", "%d", "%D", "%e", "%F", "%g", "%G", "%h", "%H", "%I", "%j", "%m", "%M", "%n", "%p", "%r", "%R", "%S", "%t", "%T", "%u", "%U", "%V", "%w", "%W", "%x", "%X", "%y", "%Y", "%z", "%Z", "%%", "%Ec", "%EY", "%Od", "%OH", "x%dy%mz" } do for _, t in ipairs { 0, 86400 * 200, 951782400, 1e9 // 1 | 0, 1704067199, 1704067200, 1735689599, -86400 } do print(f, t, os.date("!" .. f, t)) end end
---- date table
for _, x in ipairs { 0, 951782400, 1704067199, 1e9 // 1 | 0, -1 } do local d = os.date("!*t", x) print(d.year, d.month, d.day, d.hour, d.min, d.sec, d.yday, d.wday, d.isdst) end
---- round trip
for _, x in ipairs { 0, 1e9 // 1 | 0, 1704067199 } do print(os.time(os.date("*t", x)) == x) end
---- date errors
for _, f in ipairs { "%Q", "%", "%E", "%Ez", "%O", "%Oc", "%k", "%5d", "%-d", "%s", "%P", "%l", "%+" } do print(f, pcall(os.date, f, 0)) end print(pcall(os.date, "%Y", "x")) print(pcall(os.date, "%Y", 1.5)) print(pcall(os.date, {})) print(pcall(os.date, "%Y", 1 << 60)) print(os.date("", 0) == "", os.date("!plain", 0))
---- clocks
print(type(os.time()), math.type(os.time()), type(os.clock()), os.time() > 1700000000, os.clock() >= 0, #os.date() > 0) print(os.difftime(5, 3), pcall(os.difftime, 1.5, 0)) print(pcall(os.difftime)) print(pcall(os.difftime, 1)) print(pcall(os.difftime, "x", 1)) print(os.getenv("NO_SUCH_VARIABLE"))
