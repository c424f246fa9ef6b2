--! 5.4
---- char
print(utf8.char(), utf8.char(65), utf8.char(228, 8364, 128512)) print(#utf8.char(0x7ff), #utf8.char(0x800), #utf8.char(0xffff), #utf8.char(0x10000), #utf8.char(0x10ffff), #utf8.char(0x1fffff), #utf8.char(0x200000), #utf8.char(0x3ffffff), #utf8.char(0x4000000), #utf8.char(0x7fffffff)) print(utf8.char("65", 66.0)) print(utf8.char(0x7fffffff):byte(1, -1)) print(utf8.char(0):byte())
---- char errors
print(pcall(utf8.char, -1)) print(pcall(utf8.char, 0x80000000)) print(pcall(utf8.char, "x")) print(pcall(utf8.char, 65, 1.5)) print(pcall(utf8.char, nil)) print(pcall(utf8.char, {}))
---- charpattern
print(utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*") for c in ("aä€😀"):gmatch(utf8.charpattern) do print(c, #c) end
---- codepoint
print(utf8.codepoint("aä€😀", 1, -1)) print(utf8.codepoint("abc")) print(utf8.codepoint("abc", 2)) print(utf8.codepoint("abc", -1)) print(utf8.codepoint("", 1, 0)) print(utf8.codepoint("äö", 3)) print(utf8.codepoint("abc", 2, 1)) print(utf8.codepoint("\xfd\xbf\xbf\xbf\xbf\xbf", 1, 1, true)) print(utf8.codepoint(123, 1, -1))
---- codepoint errors
print(pcall(utf8.codepoint)) print(pcall(utf8.codepoint, "abc", 0)) print(pcall(utf8.codepoint, "abc", 4)) print(pcall(utf8.codepoint, "abc", 1, 4)) print(pcall(utf8.codepoint, "\xff")) print(pcall(utf8.codepoint, "ä", 2)) print(pcall(utf8.codepoint, "\xed\xa0\x80")) print(pcall(utf8.codepoint, "\xfd\xbf\xbf\xbf\xbf\xbf")) print(pcall(utf8.codepoint, "abc", -4)) print(pcall(utf8.codepoint, "")) print(pcall(utf8.codepoint, {}, 1)) print(pcall(utf8.codepoint, "abc", "x")) print(pcall(utf8.codepoint, "\xc0\x80")) print(pcall(utf8.codepoint, "\xe2\x82"))
---- len
print(utf8.len(""), utf8.len("abc"), utf8.len("aä€😀"), utf8.len("äöü", 3), utf8.len("äöü", -2), utf8.len("abc", 4), utf8.len("abc", 2, 2), utf8.len("abc", 3, 2), utf8.len("äöü", 1, 3)) print(utf8.len("a\xff")) print(utf8.len("\x80")) print(utf8.len("ä", 2)) print(utf8.len("\xed\xa0\x80")) print(utf8.len("\xed\xa0\x80", 1, -1, true)) print(utf8.len("\xfd\xbf\xbf\xbf\xbf\xbf")) print(utf8.len("\xfd\xbf\xbf\xbf\xbf\xbf", 1, -1, true)) print(utf8.len("\xf4\x90\x80\x80")) print(utf8.len("\xed\xa0\x80")) print(utf8.len("\xc1\x81")) print(utf8.len("abc\xe2\x82")) print(utf8.len(1234))
---- len errors
print(pcall(utf8.len)) print(pcall(utf8.len, "abc", 5)) print(pcall(utf8.len, "abc", 1, 4)) print(pcall(utf8.len, "abc", 0)) print(pcall(utf8.len, "abc", -4)) print(pcall(utf8.len, {})) print(pcall(utf8.len, "abc", "x")) print(pcall(utf8.len, "abc", 1, -5))
---- offset
local s = "aä€😀z" for n = -6, 6 do print(n, utf8.offset(s, n)) end for i = 1, #s do print(i, utf8.offset(s, 0, i)) end print(utf8.offset("abc", 1, 3), utf8.offset("abc", 2, 3), utf8.offset("abc", 3, 3), utf8.offset("abc", -1, 3), utf8.offset("", 1), utf8.offset("", 0), utf8.offset("", -1))
---- offset errors
print(pcall(utf8.offset)) print(pcall(utf8.offset, "abc")) print(pcall(utf8.offset, "abc", 1, 5)) print(pcall(utf8.offset, "abc", 1, -4)) print(pcall(utf8.offset, "ä", 1, 2)) print(pcall(utf8.offset, "abc", "x")) print(pcall(utf8.offset, "abc", 1, {})) print(pcall(utf8.offset, {}, 1))
---- codes
for p, c in utf8.codes("aä€😀") do print(p, c) end for p, c in utf8.codes("") do print(p, c) end print(pcall(function() for p, c in utf8.codes("a\xff") do print(p, c) end end)) print(pcall(function() for p, c in utf8.codes("\xe2\x82") do print(p, c) end end)) for p, c in utf8.codes("\xfd\xbf\xbf\xbf\xbf\xbf", true) do print(p, c) end print(pcall(function() for p, c in utf8.codes("\xfd\xbf\xbf\xbf\xbf\xbf") do print(p, c) end end)) print(pcall(utf8.codes)) print(pcall(utf8.codes, {}))
---- escapes
print("\u{41}\u{20ac}\u{10ffff}" == "A€" .. utf8.char(0x10ffff), #"\u{7fffffff}")
