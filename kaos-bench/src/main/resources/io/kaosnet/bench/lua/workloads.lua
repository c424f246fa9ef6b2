-- What is measured in every engine alike: each line printed is a name and the best time of one piece of work in seconds.
-- Arguments: how many seconds of CPU time each workload gets.
local budget = tonumber((...))
local clock = os.clock

local function measure(name, pieces, work)
  local best, spent = math.huge, 0
  local rounds = 0
  while spent < budget or rounds < 3 do
    local from = clock()
    work()
    local took = clock() - from
    spent, rounds = spent + took, rounds + 1
    if took < best then best = took end
  end
  print(string.format("%s\t%.12f", name, best / pieces))
end

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
measure("fib(27)", 1, function() fib(27) end)

local entities = {}
for i = 1, 100 do entities[i] = { id = i, x = i, y = i * 2, vx = 0.5, vy = -0.25, hp = 100 } end
measure("1000 ticks x 100 entities", 1, function()
  local sum = 0
  for _ = 1, 1000 do
    for i = 1, #entities do
      local e = entities[i]
      e.x = e.x + e.vx
      e.y = e.y + e.vy
      if e.x > 500 or e.x < 0 then e.vx = -e.vx end
      if e.y > 500 or e.y < 0 then e.vy = -e.vy end
      sum = sum + e.hp
    end
  end
  return sum
end)

local names = {}
for i = 1, 32 do names[i] = "user-" .. i end
local state = { players = {}, n = 0, sum = 0, tick = 0 }
local function match_loop(context, s, tick, messages)
  s.tick = tick
  for i = 1, #messages do
    local m = messages[i]
    s.n = s.n + 1
    s.sum = s.sum + m.op_code + #m.data
    local p = s.players[m.sender]
    if not p then
      p = { x = 0, y = 0 }
      s.players[m.sender] = p
    end
    p.x = p.x + 1
  end
  return s
end
measure("match_loop, 10 message tables", 10000, function()
  for tick = 1, 10000 do
    local messages = {}
    for i = 1, 10 do messages[i] = { sender = names[i], op_code = i, data = "hello world payload" } end
    match_loop(nil, state, tick, messages)
  end
end)

-- A function of the host: Java here, C there.
local host = host_function or math.abs
measure("host call", 1000000, function()
  for i = 1, 1000000 do host(i) end
end)

measure("20,000 strings built, joined", 1, function()
  local parts = {}
  for i = 1, 20000 do parts[#parts + 1] = "item " .. i .. ";" end
  return #table.concat(parts)
end)

measure("100,000 inserts, 2 traversals", 1, function()
  local t = {}
  for i = 1, 100000 do table.insert(t, i) end
  local sum = 0
  for _, v in ipairs(t) do sum = sum + v end
  for _, v in pairs(t) do sum = sum + v end
  return sum
end)

local function nbody(steps)
  local bodies = {}
  for i = 1, 5 do bodies[i] = { x = i, y = i * 0.5, z = -i, vx = 0, vy = 0.1 * i, vz = 0, mass = 1 / i } end
  for _ = 1, steps do
    for i = 1, 5 do
      local a = bodies[i]
      local ax, ay, az, am = a.x, a.y, a.z, a.mass
      local vx, vy, vz = a.vx, a.vy, a.vz
      for j = i + 1, 5 do
        local b = bodies[j]
        local dx, dy, dz = ax - b.x, ay - b.y, az - b.z
        local d2 = dx * dx + dy * dy + dz * dz + 0.01
        local magnitude = 0.01 / (math.sqrt(d2) * d2)
        local bm = b.mass * magnitude
        vx, vy, vz = vx - dx * bm, vy - dy * bm, vz - dz * bm
        bm = am * magnitude
        b.vx, b.vy, b.vz = b.vx + dx * bm, b.vy + dy * bm, b.vz + dz * bm
      end
      a.vx, a.vy, a.vz = vx, vy, vz
      a.x, a.y, a.z = ax + 0.01 * vx, ay + 0.01 * vy, az + 0.01 * vz
    end
  end
end
measure("n-body, 20,000 steps", 1, function() nbody(20000) end)

local step = coroutine.wrap(function() while true do coroutine.yield(1) end end)
measure("resume and yield", 100000, function()
  for _ = 1, 100000 do step() end
end)

local Counter = {}
Counter.__index = Counter
function Counter:add(n) self.value = self.value + n end
local counter = setmetatable({ value = 0 }, Counter)
measure("method call", 500000, function()
  for _ = 1, 500000 do counter:add(1) end
end)

measure("pcall", 200000, function()
  local f = function(x) return x end
  for i = 1, 200000 do pcall(f, i) end
end)

measure("pcall of an error", 5000, function()
  for _ = 1, 5000 do pcall(error, "x") end
end)

measure("sort of 10,000", 1, function()
  local t, x = {}, 42
  for i = 1, 10000 do
    x = (x * 1103515245 + 12345) % 2147483648
    t[i] = x
  end
  table.sort(t)
end)
