--! 5.4
--* assert error getmetatable ipairs load next pairs pcall rawequal rawget rawlen rawset select setmetatable tonumber tostring type xpcall
--* string.byte string.char string.find string.format string.gmatch string.gsub string.len string.lower string.match string.pack string.packsize string.rep string.reverse string.sub string.unpack string.upper
--* table.concat table.insert table.move table.pack table.remove table.sort table.unpack
--* math.abs math.acos math.asin math.atan math.ceil math.cos math.deg math.exp math.floor math.fmod math.log math.max math.min math.modf math.rad math.sin math.sqrt math.tan math.tointeger math.type math.ult math.random math.randomseed
--* utf8.char utf8.codes utf8.codepoint utf8.len utf8.offset
--* os.date os.difftime os.time os.clock
--* coroutine.close coroutine.create coroutine.isyieldable coroutine.resume coroutine.running coroutine.status coroutine.wrap coroutine.yield
local f, n = FUNCTION, 0
local values = { false, 0, -1, 3, 2.5, "x", "10", "", {}, { 5, 6, 7 }, math.floor, coroutine.create(function(...) return ... end), n = 12 }
local function show(ok, ...)
  if ok and ({ [math.random] = true, [math.randomseed] = true, [os.time] = true, [os.date] = true, [os.clock] = true, [os.difftime] = true })[f] then return "ok" end
  local t, out = { ... }, { tostring(ok) }
  for i = 1, select("#", ...) do
    out[#out + 1] = (type(t[i]) == "table" or type(t[i]) == "function") and type(t[i]) or (tostring(t[i]):gsub("%z", "<0>"))
  end
  return table.concat(out, " ", 1, math.min(#out, 20))
end
print("none", show(pcall(f)))
print("nil", show(pcall(f, nil)), show(pcall(f, nil, nil)), show(pcall(f, nil, 1)))
for i = 1, values.n do
  print(i, show(pcall(f, values[i])), show(pcall(f, values[i], nil)))
  for j = 1, values.n do
    print(i, j, show(pcall(f, values[i], values[j])), show(pcall(f, values[i], values[j], 2)), show(pcall(f, values[i], values[j], {})))
  end
end
