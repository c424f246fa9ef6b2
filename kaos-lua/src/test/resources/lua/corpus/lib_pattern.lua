--! 5.4
---- find plain
print(("hello world"):find("o w")) print(("hello"):find("l", 1, true)) print(("a.b"):find(".", 1, true)) print(("a.b"):find(".", 2)) print(("x"):find(""))
print((""):find("")) print((""):find("x")) print(("abc"):find("", 4)) print(("abc"):find("", 5)) print(("abc"):find("b", -2)) print(("abc"):find("a", -2)) print(("abc"):find("a", -10))
print(("a\0b\0"):find("\0", 3, true)) print(("a+b"):find("+", 1, true)) print(("abc"):find("c", "3")) print(("abc"):find("abcd")) print(("aab"):find("ab"))
---- find captures
print(("key=value"):find("(%w+)=(%w+)")) print(("abc"):find("()b()")) print(("  x"):find("^%s*(.-)%s*$")) print(("hello"):find("(l)(l)")) print(("abc"):find("(a(b)(c))"))
---- find errors
print(pcall(string.find)) print(pcall(string.find, "x")) print(pcall(string.find, "x", {})) print(pcall(string.find, "x", "y", "z")) print(pcall(string.find, "x", "x", 1.5)) print(pcall(string.find, nil, "x"))
---- classes
for _, c in ipairs { "%a", "%c", "%d", "%g", "%l", "%p", "%s", "%u", "%w", "%x", "%A", "%D", "%W", "%S", "." } do local n = 0 for i = 0, 255 do if string.char(i):find(c) then n = n + 1 end end print(c, n) end
---- sets
print(("a-z"):match("[a%-z]+")) print(("]]"):match("[]]+")) print(("^^"):match("[%^]+")) print(("a^"):match("[a^]+")) print(("x-y"):match("[x-]+")) print(("az09_"):match("[%w_]+")) print(("abc"):match("[^b]+")) print(("éa"):match("[\128-\255]+")) print(("a.b"):match("[.]")) print(("%d"):match("[%%]")) print(("b"):match("[a-c-e]"))
---- quantifiers
print(("aaa"):match("a*")) print(("aaa"):match("a-")) print(("aaa"):match("a-$")) print(("aaab"):match("a+b")) print(("b"):match("a?b")) print(("ab"):match("a?b")) print((""):match("a*")) print(("<a><b>"):match("<.->")) print(("<a><b>"):match("<.*>")) print(("aXb"):match("%u?b"))
---- anchors
print(("abc"):match("^b")) print(("abc"):match("^a")) print(("abc"):match("c$")) print(("abc"):match("b$")) print(("a$b"):match("a$b")) print(("a^b"):match("a^b")) print((""):match("^$")) print(("x^"):match("^x%^$")) print(("abc"):match("^", 2)) print(("abc"):match("^b", 2))
---- balanced
print(("f(a(b)c)d"):match("%b()")) print(("((x)"):match("%b()")) print(("[[x]]"):match("%b[]")) print(("xx"):match("%bxx")) print(("begin x end"):match("%bbd")) print(("()()"):gsub("%b()", "X"))
---- frontier
print(("THE (quick) fox"):gsub("%f[%a]%a+", string.lower)) print(("hello"):find("%f[%z]")) print(("a1b2"):gsub("%f[%d]", "<")) print((" x "):find("%f[%S]x%f[%s]")) print((""):find("%f[%z]"))
---- back references
print(("abab"):match("(ab)%1")) print(("'x' \"y\""):match("([\"'])(.-)%1")) print(("aa bb cc"):gsub("(%w)%1", "%1")) print(("abcabc"):match("(a)(b)(c)%1%2%3")) print(("xx"):match("()x%1"))
---- position captures
print(("abc"):match("()")) print(("hello"):match("()ll()")) print(("hello"):gsub("()l", "%1")) print(("abc"):match(".-()$"))
---- malformed
for _, p in ipairs { "%", "[", "[a", "[a%", "[^", "[]", "[^]", "(", "(()", "a)(", ")x.", "%1", "(%1)", "(a)%2", "%b", "%bx", "%f", "%fa", "(a", "[%", "[a-", "%9.", ".(", "((.)" } do print(p, pcall(string.match, "abc", p)) end
---- too many captures
print(pcall(string.match, ("a"):rep(40), ("(a)"):rep(33))) print(select("#", string.match(("a"):rep(40), ("(a)"):rep(32))))
---- too complex
print(pcall(string.match, ("a"):rep(300), ("a?"):rep(300))) print(pcall(string.rep, "x", 3)) print(string.match(("a"):rep(300000), "^.-b"))
---- long subject
local s = ("a"):rep(1000) print(s:find(".-b")) s = ("a"):rep(100000) print(s:find("^.-b")) print(#s:match(".*")) print(s:find("a+$")) print(select(2, s:gsub("a", "b"))) print(#s:gsub("a", "bb"))
---- match errors
print(pcall(string.match)) print(pcall(string.match, "x")) print(pcall(string.match, "x", true)) print(pcall(string.match, {}, "x")) print(pcall(string.match, "x", "x", {})) print(string.match(123, "2")) print(string.match("x", "x", 3))
---- gmatch
for w in ("one two  three"):gmatch("%a+") do print(w) end for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end for p in ("abc"):gmatch("()") do print(p) end for m in ("abc"):gmatch("") do print("[" .. m .. "]") end for m in ("abc"):gmatch("%w*") do print("<" .. m .. ">") end
---- gmatch init
for w in ("one two three"):gmatch("%a+", 5) do print(w) end for w in ("abc"):gmatch(".", -2) do print(w) end for w in ("abc"):gmatch(".", 10) do print(w) end for w in ("aXb"):gmatch("^a") do print(w) end for w in ("^a^a"):gmatch("^a") do print(w) end
---- gmatch errors
print(pcall(string.gmatch)) print(pcall(string.gmatch, "x")) print(pcall(string.gmatch, {}, "x")) print(pcall(string.gmatch, "x", "x", "y")) print(pcall(function() for x in ("a"):gmatch("[") do end end)) local f = ("ab"):gmatch(".") print(f(), f(), f(), f())
---- gmatch in coroutine
local co = coroutine.wrap(function() for w in ("a b c"):gmatch("%a") do coroutine.yield(w) end return "end" end) print(co(), co(), co(), co())
---- gsub string
print(("hello world"):gsub("o", "0")) print(("hello"):gsub("l", "L", 1)) print(("hello"):gsub("l", "L", 0)) print(("hello"):gsub("l", "L", -1)) print(("abc"):gsub("%w", "%0%0")) print(("abc"):gsub("(%w)(%w)", "%2%1")) print(("abc"):gsub("", "-")) print(("hello"):gsub("x", "y")) print(("a.b"):gsub("%.", "%%")) print(("abc"):gsub("b", "%1")) print(("abc"):gsub(".", { a = 1, b = true and "B" })) print((""):gsub("", "x")) print(("x"):gsub(".", 5)) print(("x"):gsub(".", 1.5))
---- gsub anchored
print(("aaa"):gsub("^a", "b")) print(("abc"):gsub("^b", "x")) print(("abc"):gsub("c$", "x")) print((" x "):gsub("^%s*(.-)%s*$", "[%1]")) print(("abc def"):gsub("%w*", "x")) print(("abc"):gsub("%w*", "x")) print(("a b"):gsub(" *", "-"))
---- gsub function
print(("abc"):gsub("%w", function(c) if c == "b" then return nil end return c:upper() end)) print(("abc"):gsub("%w", function() return false end)) print(("hello"):gsub("()l", function(p) return p end)) print(("a=1"):gsub("(%w)=(%w)", function(...) return select("#", ...) end)) print(("ab"):gsub(".", function(c) return c:byte() + 0.5 end)) print(("abc"):gsub("%w", print))
---- gsub table
print(("$a $b $c"):gsub("%$(%w)", { a = "A", b = 2 })) print(("abc"):gsub("%w", setmetatable({}, { __index = function(_, k) return k .. k end }))) print(("abc"):gsub("(a)(b)", { a = "x" })) print(("abc"):gsub("()b", { [2] = "two" }))
---- gsub errors
print(pcall(string.gsub)) print(pcall(string.gsub, "x")) print(pcall(string.gsub, "x", "x")) print(pcall(string.gsub, "x", "x", nil)) print(pcall(string.gsub, "x", "x", true)) print(pcall(string.gsub, "x", "x", "y", "z")) print(pcall(string.gsub, "x", "x", "y", 1.5)) print(pcall(string.gsub, "abc", "b", "%")) print(pcall(string.gsub, "abc", "b", "%x")) print(pcall(string.gsub, "abc", "b", "%2")) print(pcall(string.gsub, "abc", "(b)", "%9")) print(pcall(string.gsub, "abc", "b", { b = {} })) print(pcall(string.gsub, "abc", "b", function() return {} end)) print(pcall(string.gsub, "abc", "b", function() return print end)) print(pcall(string.gsub, "abc", "b", { b = true })) print(pcall(string.gsub, "abc", "(", "x")) print(pcall(string.gsub, "abc", "b", function() error("oops", 0) end)) print(pcall(string.gsub, "abc", "b", function() error({}) end))
---- gsub error positions
local ok, e = pcall(function()
  return ("abc"):gsub("b", "%2")
end)
print(e)
local ok, e = pcall(function() return ("abc"):find("[") end) print(e)
local ok, e = pcall(function() return ("abc"):rep(1e10, {}) end) print(e)
local ok, e = pcall(function() string.gsub("x", "x") end) print(e)
---- gsub nested
print(("a(b(c)d)e"):gsub("%b()", function(s) return (s:gsub("%w", "%0%0")) end)) print((("x"):rep(5)):gsub("x", function() return (("y"):gsub("y", "z")) end))
---- csv split trim
local function split(s, sep) local t = {} for x in (s .. sep):gmatch("(.-)" .. sep:gsub("%p", "%%%0")) do t[#t + 1] = x end return t end
for _, x in ipairs(split("a,b,,c,", ",")) do print("[" .. x .. "]") end print(("  trim me  "):match("^%s*(.-)%s*$") .. "|") print(("2024-01-02"):match("(%d+)-(%d+)-(%d+)")) print(("k = v # c"):match("^(%w+)%s*=%s*(%w+)")) print(("%41%20b"):gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end)) print(("camelCaseString"):gsub("(%l)(%u)", "%1_%2"))
