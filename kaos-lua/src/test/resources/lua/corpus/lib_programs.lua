--! 5.4 5.1
---- json encoder
local function encode(v)
  local t = type(v)
  if t == "nil" then return "null" elseif t == "boolean" then return tostring(v)
  elseif t == "number" then return string.format("%.14g", v)
  elseif t == "string" then
    return '"' .. v:gsub('[%c"\\]', function(c)
      local short = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
      return short[c] or string.format("\\u%04x", c:byte())
    end) .. '"'
  elseif #v > 0 then
    local out = {}
    for i, x in ipairs(v) do out[i] = encode(x) end
    return "[" .. table.concat(out, ",") .. "]"
  else
    local keys, out = {}, {}
    for k in pairs(v) do keys[#keys + 1] = k end
    table.sort(keys)
    for i, k in ipairs(keys) do out[i] = encode(k) .. ":" .. encode(v[k]) end
    return "{" .. table.concat(out, ",") .. "}"
  end
end
print(encode { name = "Ünï\"x\"\n\1", list = { 1, 2.5, true, false, { nested = {} } }, n = 1e20, z = -0.5 })
---- json decoder
local function decode(s)
  local i = 1
  local value
  local function skip() i = s:find("%S", i) or #s + 1 end
  local function fail(m) error(m .. " at " .. i, 0) end
  local function str()
    local out = {}
    i = i + 1
    while true do
      local j = s:find('["\\]', i) or fail("unfinished string")
      out[#out + 1] = s:sub(i, j - 1)
      if s:sub(j, j) == '"' then i = j + 1 return table.concat(out) end
      local e = s:sub(j + 1, j + 1)
      if e == "u" then out[#out + 1] = string.char(tonumber(s:sub(j + 2, j + 5), 16) % 256) i = j + 6
      else out[#out + 1] = ({ n = "\n", t = "\t", r = "\r" })[e] or e i = j + 2 end
    end
  end
  function value()
    skip()
    local c = s:sub(i, i)
    if c == "{" then
      local t = {}
      i = i + 1 skip()
      if s:sub(i, i) == "}" then i = i + 1 return t end
      repeat
        skip()
        local k = str() skip()
        if s:sub(i, i) ~= ":" then fail("':' expected") end
        i = i + 1
        t[k] = value() skip()
        local d = s:sub(i, i) i = i + 1
      until d ~= ","
      return t
    elseif c == "[" then
      local t = {}
      i = i + 1 skip()
      if s:sub(i, i) == "]" then i = i + 1 return t end
      repeat t[#t + 1] = value() skip() local d = s:sub(i, i) i = i + 1 until d ~= ","
      return t
    elseif c == '"' then return str()
    elseif s:find("^true", i) then i = i + 4 return true
    elseif s:find("^false", i) then i = i + 5 return false
    elseif s:find("^null", i) then i = i + 4 return nil
    end
    local n = s:match("^-?%d+%.?%d*[eE]?[+-]?%d*", i)
    if not n then fail("unexpected " .. c) end
    i = i + #n
    return tonumber(n)
  end
  return value()
end
local t = decode('{"a": [1, 2.5, -3e2, "x\\n\\u0041"], "b": {"c": true, "d": null}, "e": []}')
print(t.a[1], t.a[2], t.a[3], t.a[4], t.b.c, t.b.d, #t.e) print(pcall(decode, '{"a" 1}')) print(pcall(decode, "[1, ?]"))
---- base64
local b = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function enc(data)
  return ((data:gsub(".", function(x)
    local r, c = "", x:byte()
    for i = 8, 1, -1 do r = r .. (c % 2 ^ i - c % 2 ^ (i - 1) > 0 and "1" or "0") end
    return r
  end) .. "0000"):gsub("%d%d%d?%d?%d?%d?", function(x)
    if #x < 6 then return "" end
    local c = 0
    for i = 1, 6 do c = c + (x:sub(i, i) == "1" and 2 ^ (6 - i) or 0) end
    return b:sub(c + 1, c + 1)
  end) .. ({ "", "==", "=" })[#data % 3 + 1])
end
for _, s in ipairs { "", "f", "fo", "foo", "foob", "fooba", "foobar", "\0\255\128" } do print(enc(s)) end
---- crc32 with arithmetic alone
local function xor(a, b) local r, p = 0, 1 while a > 0 or b > 0 do if a % 2 ~= b % 2 then r = r + p end a = math.floor(a / 2) b = math.floor(b / 2) p = p * 2 end return r end
local function crc(s) local c = 4294967295 for i = 1, #s do c = xor(c, s:byte(i)) for _ = 1, 8 do if c % 2 == 1 then c = xor(math.floor(c / 2), 3988292384) else c = math.floor(c / 2) end end end return xor(c, 4294967295) end
print(string.format("%.0f %.0f %.0f", crc("123456789"), crc(""), crc("The quick brown fox jumps over the lazy dog")))
---- classes and inheritance
local Animal = {} Animal.__index = Animal
function Animal.new(name) return setmetatable({ name = name }, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
local Dog = setmetatable({}, { __index = Animal }) Dog.__index = Dog
function Dog.new(name) local d = Animal.new(name) return setmetatable(d, Dog) end
function Dog:speak() return Animal.speak(self) .. ": woof" end
print(Animal.new("cat"):speak()) print(Dog.new("rex"):speak()) print(getmetatable(Dog.new("x")) == Dog) print((pcall(function() return Dog.new("y"):fly() end)))
---- vector metamethods
local V = {} V.__index = V
local function vec(x, y) return setmetatable({ x = x, y = y }, V) end
V.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end V.__sub = function(a, b) return vec(a.x - b.x, a.y - b.y) end V.__mul = function(a, b) if type(a) == "number" then return vec(a * b.x, a * b.y) elseif type(b) == "number" then return vec(a.x * b, a.y * b) end return a.x * b.x + a.y * b.y end V.__unm = function(a) return vec(-a.x, -a.y) end V.__eq = function(a, b) return a.x == b.x and a.y == b.y end V.__lt = function(a, b) return a.x < b.x end V.__le = function(a, b) return a.x <= b.x end V.__tostring = function(a) return "(" .. a.x .. "," .. a.y .. ")" end V.__concat = function(a, b) return tostring(a) .. tostring(b) end V.__call = function(self, k) return self[k] end
print(tostring(vec(1, 2) + vec(3, 4)), tostring(vec(1, 2) - vec(3, 5)), vec(1, 2) * vec(3, 4), tostring(2 * vec(1, 2)), tostring(vec(1, 2) * 3), tostring(-vec(1, 2)), vec(1, 2) == vec(1, 2), vec(1, 2) ~= vec(1, 3), vec(1, 2) < vec(2, 0), vec(1, 2) <= vec(1, 0), vec(1, 2) > vec(0, 0), vec(1, 2) .. "x", "x" .. vec(1, 2), vec(1, 2) .. vec(3, 4), vec(5, 6)("y"))
---- memoize and fibonacci
local function memo(f) local c = {} return function(n) local v = c[n] if v == nil then v = f(n) c[n] = v end return v end end
local fib fib = memo(function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end) print(fib(20), fib(50), fib(70))
---- sieve
local function sieve(n) local p, out = {}, {} for i = 2, n do p[i] = true end for i = 2, n do if p[i] then out[#out + 1] = i for j = i * i, n, i do p[j] = false end end end return out end
print(table.concat(sieve(100), " ")) print(#sieve(5000))
---- n queens
local function queens(n) local count, cols, d1, d2 = 0, {}, {}, {} local function place(r) if r > n then count = count + 1 return end for c = 1, n do if not cols[c] and not d1[r + c] and not d2[r - c] then cols[c], d1[r + c], d2[r - c] = true, true, true place(r + 1) cols[c], d1[r + c], d2[r - c] = nil, nil, nil end end end place(1) return count end
for n = 1, 7 do print(n, queens(n)) end
---- permutations by coroutine
local function permgen(a, n) n = n or #a if n <= 1 then coroutine.yield(a) else for i = 1, n do a[n], a[i] = a[i], a[n] permgen(a, n - 1) a[n], a[i] = a[i], a[n] end end end
for p in coroutine.wrap(function() permgen { "a", "b", "c" } end) do print(table.concat(p, " ")) end
---- producer and consumer
local producer = coroutine.create(function() for i = 1, 3 do coroutine.yield("item" .. i) end return "done" end)
while true do local ok, v = coroutine.resume(producer) print(ok, v, coroutine.status(producer)) if coroutine.status(producer) == "dead" then break end end print(coroutine.resume(producer))
---- queue stack deque
local Q = {} Q.__index = Q function Q.new() return setmetatable({ first = 1, last = 0 }, Q) end function Q:push(v) self.last = self.last + 1 self[self.last] = v end function Q:pop() if self.first > self.last then return nil end local v = self[self.first] self[self.first] = nil self.first = self.first + 1 return v end function Q:size() return self.last - self.first + 1 end
local q = Q.new() for i = 1, 10 do q:push(i * i) end local s = 0 while q:size() > 3 do s = s + q:pop() end print(s, q:size(), q:pop(), q:pop(), q:pop(), q:pop())
---- matrix multiplication
local function mul(a, b) local r = {} for i = 1, #a do r[i] = {} for j = 1, #b[1] do local s = 0 for k = 1, #b do s = s + a[i][k] * b[k][j] end r[i][j] = s end end return r end
local m = mul({ { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, 8 } }) print(m[1][1], m[1][2], m[2][1], m[2][2]) local p = { { 1, 1 }, { 1, 0 } } local r = { { 1, 0 }, { 0, 1 } } for _ = 1, 30 do r = mul(r, p) end print(r[1][2])
---- word count
local text = "the quick brown fox jumps over the lazy dog the end" local counts, words = {}, {} for w in text:gmatch("%a+") do if not counts[w] then words[#words + 1] = w counts[w] = 0 end counts[w] = counts[w] + 1 end table.sort(words, function(a, b) if counts[a] ~= counts[b] then return counts[a] > counts[b] end return a < b end) for _, w in ipairs(words) do print(w, counts[w]) end
---- template
local function render(t, env) return (t:gsub("{{%s*([%w_.]+)%s*}}", function(path) local v = env for k in path:gmatch("[^.]+") do v = v and v[k] end return tostring(v) end)) end
print(render("Hello {{ user.name }}, you have {{count}} of {{ limits.max }} {{missing}}", { user = { name = "Ann" }, count = 3, limits = { max = 10 } }))
---- serializer
local function ser(v, indent) indent = indent or "" if type(v) ~= "table" then return type(v) == "string" and string.format("%q", v) or tostring(v) end local keys = {} for k in pairs(v) do keys[#keys + 1] = k end table.sort(keys, function(a, b) return tostring(a) < tostring(b) end) local out = { "{" } for _, k in ipairs(keys) do out[#out + 1] = indent .. "  [" .. ser(k) .. "] = " .. ser(v[k], indent .. "  ") .. "," end out[#out + 1] = indent .. "}" return table.concat(out, "\n") end
print(ser { a = 1, b = { c = "x\ny", [1] = true, [2] = { } }, ["key with space"] = false })
---- deep copy with cycles
local function copy(v, seen) if type(v) ~= "table" then return v end seen = seen or {} if seen[v] then return seen[v] end local r = {} seen[v] = r for k, x in pairs(v) do r[copy(k, seen)] = copy(x, seen) end return setmetatable(r, getmetatable(v)) end
local t = { 1, { 2, 3 }, x = "y" } t.self = t local c = copy(t) print(c ~= t, c.self == c, c[2] ~= t[2], c[2][2], c.x)
---- event emitter
local E = {} E.__index = E function E.new() return setmetatable({ h = {} }, E) end function E:on(n, f) self.h[n] = self.h[n] or {} table.insert(self.h[n], f) return self end function E:emit(n, ...) local c = 0 for _, f in ipairs(self.h[n] or {}) do local ok, e = pcall(f, ...) if not ok then print("handler failed: " .. tostring(e):gsub("^.-:%d+: ", "")) else c = c + 1 end end return c end
local e = E.new() e:on("x", function(a, b) print("first", a, b) end):on("x", function() error("boom") end):on("x", function(...) print("third", select("#", ...)) end) print(e:emit("x", 1, nil)) print(e:emit("nothing"))
---- state machine
local M = { state = "idle", t = { idle = { start = "running" }, running = { pause = "paused", stop = "idle" }, paused = { resume = "running", stop = "idle" } } } function M:fire(ev) local n = self.t[self.state][ev] if not n then return false, ("no %s in %s"):format(ev, self.state) end self.state = n return true, n end
for ev in ("start pause stop resume start stop"):gmatch("%a+") do print(ev, M:fire(ev)) end
---- tic tac toe match
local board, lines = {}, { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 }, { 1, 4, 7 }, { 2, 5, 8 }, { 3, 6, 9 }, { 1, 5, 9 }, { 3, 5, 7 } } for i = 1, 9 do board[i] = " " end
local function winner() for _, l in ipairs(lines) do local a, b, c = board[l[1]], board[l[2]], board[l[3]] if a ~= " " and a == b and b == c then return a end end end
local turn = "X" for _, m in ipairs { 5, 1, 3, 7, 4, 6, 2, 8, 9 } do board[m] = turn local w = winner() if w then print("winner " .. w) break end turn = turn == "X" and "O" or "X" end for r = 0, 2 do print(table.concat(board, "|", r * 3 + 1, r * 3 + 3)) end print(winner())
---- a star on a grid
local grid = { "S.#.....", "..#.###.", "....#...", ".##.#.##", "......#E" } local H, W = #grid, #grid[1] local function at(x, y) return grid[y] and grid[y]:sub(x, x) end local sx, sy, ex, ey for y = 1, H do for x = 1, W do local c = at(x, y) if c == "S" then sx, sy = x, y elseif c == "E" then ex, ey = x, y end end end
local open, cost, seen = { { sx, sy, 0 } }, { [sx .. "," .. sy] = 0 }, 0 while #open > 0 do table.sort(open, function(a, b) local fa, fb = a[3] + math.abs(a[1] - ex) + math.abs(a[2] - ey), b[3] + math.abs(b[1] - ex) + math.abs(b[2] - ey) if fa ~= fb then return fa < fb end if a[1] ~= b[1] then return a[1] < b[1] end return a[2] < b[2] end) local n = table.remove(open, 1) seen = seen + 1 if n[1] == ex and n[2] == ey then print("found", n[3]) break end for _, d in ipairs { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } } do local x, y = n[1] + d[1], n[2] + d[2] local c = at(x, y) local k = x .. "," .. y if c and c ~= "" and c ~= "#" and (not cost[k] or cost[k] > n[3] + 1) then cost[k] = n[3] + 1 open[#open + 1] = { x, y, n[3] + 1 } end end end print(seen > 0)
---- linear congruential and mandelbrot
local x = 12345 local out = {} for i = 1, 10 do x = (x * 16807) % 2147483647 out[i] = x end print(table.concat(out, " ")) for y = -1, 1, 0.5 do local row = {} for x = -2, 0.5, 0.125 do local a, b, n = 0, 0, 0 while a * a + b * b < 4 and n < 30 do a, b, n = a * a - b * b + x, 2 * a * b + y, n + 1 end row[#row + 1] = n == 30 and "#" or n > 5 and "+" or "." end print(table.concat(row)) end
---- binary heap
local heap = {} local function push(v) heap[#heap + 1] = v local i = #heap while i > 1 do local p = math.floor(i / 2) if heap[p] <= heap[i] then break end heap[p], heap[i] = heap[i], heap[p] i = p end end local function pop() local v = heap[1] heap[1] = heap[#heap] heap[#heap] = nil local i = 1 while true do local c = 2 * i if c > #heap then break end if c < #heap and heap[c + 1] < heap[c] then c = c + 1 end if heap[i] <= heap[c] then break end heap[c], heap[i] = heap[i], heap[c] i = c end return v end
for _, v in ipairs { 5, 3, 8, 1, 9, 2, 7, 4, 6, 0 } do push(v) end local out = {} while #heap > 0 do out[#out + 1] = pop() end print(table.concat(out, " "))
---- string buffer and reversal
local t = {} for i = 1, 26 do t[#t + 1] = string.char(96 + i) end local s = table.concat(t) print(s, s:reverse(), s:upper(), #s:rep(10), s:sub(10, 15), s:find("mno")) local r = "" for c in s:gmatch(".") do r = c .. r end print(r == s:reverse()) print((s:gsub("[aeiou]", string.upper))) print((s:gsub("(.)(.)", "%2%1")))
---- roman numerals
local r = { { 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" }, { 100, "C" }, { 90, "XC" }, { 50, "L" }, { 40, "XL" }, { 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" } } local function roman(n) local s = "" for _, p in ipairs(r) do while n >= p[1] do s = s .. p[2] n = n - p[1] end end return s end for _, n in ipairs { 1, 4, 9, 14, 40, 90, 400, 1994, 2024, 3999 } do print(n, roman(n)) end
---- leaderboard
local scores = {} local function submit(id, s) local old = scores[id] if not old or s > old then scores[id] = s end end for i = 1, 40 do submit("p" .. i % 7, (i * 37) % 101) end local list = {} for id, s in pairs(scores) do list[#list + 1] = { id = id, s = s } end table.sort(list, function(a, b) if a.s ~= b.s then return a.s > b.s end return a.id < b.id end) for rank, e in ipairs(list) do print(string.format("%2d %-5s %4d", rank, e.id, e.s)) end
---- varargs
local function f(...) local n = select("#", ...) local t = { ... } return n, #t == n or "holes", (...) end print(f()) print(f(1)) print(f(1, 2, 3)) print((f(nil))) local function g(...) return select(2, ...) end print(g(1, 2, 3)) print((g(1, 2, 3))) print(select(-2, "a", "b", "c")) local function h(a, ...) return a, ... end print(h(1), h(2, 3)) print(#{ h(1, 2, 3) })
---- error values
print(pcall(error, { code = 5 }) == false, select(2, pcall(error, { code = 5 })).code) print(pcall(error, "msg", 0)) print(pcall(error, nil)) print(pcall(error, 42)) print(select(2, pcall(error, setmetatable({}, { __tostring = function() return "E!" end }))) ~= nil) print(xpcall(function() error("x", 0) end, function(m) return "handled " .. m end)) print(pcall(pcall, error, "e")) print(select("#", pcall(error)))
