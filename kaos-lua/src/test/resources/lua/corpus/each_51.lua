--! 5.1
--* assert error getmetatable ipairs load loadstring next pairs pcall rawequal rawget rawset select setmetatable tonumber tostring type unpack xpcall
--* string.byte string.char string.find string.format string.gmatch string.gsub string.len string.lower string.match string.rep string.reverse string.sub string.upper
--* table.concat table.insert table.remove table.sort table.getn table.maxn table.foreach table.foreachi table.setn
--* math.abs math.acos math.asin math.atan math.atan2 math.ceil math.cos math.cosh math.deg math.exp math.floor math.fmod math.frexp math.ldexp math.log math.log10 math.max math.min math.mod math.modf math.pow math.rad math.sin math.sinh math.sqrt math.tan math.tanh math.random math.randomseed
--* os.date os.difftime os.time os.clock
--* coroutine.create coroutine.resume coroutine.running coroutine.status coroutine.wrap coroutine.yield
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
