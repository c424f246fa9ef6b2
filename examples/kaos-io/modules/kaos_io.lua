-- An arena of Kaos.io: eat what is smaller, flee from what is larger.
--
-- To clients: 1 welcome, 2 state, 3 somebody came, 4 somebody went, 5 the best, 6 somebody was eaten.
-- From clients: 10 direction {x, y, seq}, 11 split, 12 eject, 13 hello {name}, which a welcome answers.
local nk = require("nakama")
local rules = require("rules")

local WELCOME, STATE, CAME, WENT, BEST, EATEN = 1, 2, 3, 4, 5, 6
local STEER, SPLIT, EJECT, HELLO = 10, 11, 12, 13
local BOT_NAMES = { "Nova", "Orbit", "Comet", "Pulsar", "Quark", "Vega", "Rigel", "Lyra", "Atlas", "Echo" }

local M = {}

local function tenths(value)
  return math.floor(value * 10 + 0.5)
end

local function place()
  return math.random() * rules.world, math.random() * rules.world
end

-- Of some random places the one that is farthest from who could eat there.
local function safe_place(state)
  local best_x, best_y, best_room = 0, 0, -math.huge
  for _ = 1, 8 do
    local x, y = place()
    local room = math.huge
    for _, other in ipairs(state.bodies) do
      if other.mass > rules.start_mass * 1.1 then
        local distance = math.sqrt((other.x - x) ^ 2 + (other.y - y) ^ 2) - rules.radius(other.mass)
        room = math.min(room, distance)
      end
    end
    if room > best_room then
      best_x, best_y, best_room = x, y, room
    end
  end
  return best_x, best_y
end

-- A body at a safe place, small again.
local function born(state, body)
  body.x, body.y = safe_place(state)
  body.mass = rules.start_mass
  body.best = body.mass
  body.kills = 0
  return body
end

local function new_body(state, name)
  state.last_id = state.last_id + 1
  local body = { id = state.last_id, name = name, color = state.last_id % rules.colors, dx = 0, dy = 0, seq = 0 }
  state.bodies[#state.bodies + 1] = born(state, body)
  return body
end

local function add_food(state, x, y, color, mass)
  state.last_food = state.last_food + 1
  local food = { id = state.last_food, x = x, y = y, color = color, mass = mass }
  state.food[#state.food + 1] = food
  local a = state.added
  a[#a + 1], a[#a + 2], a[#a + 3], a[#a + 4], a[#a + 5] = food.id, tenths(x), tenths(y), color, tenths(mass)
end

local function fill_food(state)
  while #state.food < rules.food do
    local x, y = place()
    add_food(state, x, y, math.random(0, rules.colors - 1), rules.food_value)
  end
end

-- Something of a body's mass, thrown ahead of it.
local function throw(state, body, mass)
  local dx, dy = body.dx, body.dy
  if dx == 0 and dy == 0 then
    dx = 1
  end
  local reach = rules.radius(body.mass) + 120
  local x = math.max(0, math.min(rules.world, body.x + dx * reach))
  local y = math.max(0, math.min(rules.world, body.y + dy * reach))
  body.mass = body.mass - mass
  add_food(state, x, y, body.color, mass)
end

-- The ten best lives of all time.
local function load_scores()
  local list = {}
  for i, record in ipairs(nk.leaderboard_records_list(rules.leaderboard, nil, 10)) do
    list[i] = { name = record.metadata.name or record.username, score = record.score }
  end
  return list
end

-- The leaderboard keeps a player's best mass; what is no better changes nothing there.
local function keep_score(state, body)
  if not body.user_id then
    return
  end
  local score = math.floor(body.best)
  local last = state.scores[10]
  nk.leaderboard_record_write(rules.leaderboard, body.user_id, body.username, score, body.kills,
    { name = body.name, color = body.color })
  if not last or score > last.score then
    state.scores = load_scores()
  end
end

local function label(players)
  return nk.json_encode({ game = "kaos_io", open = players < rules.max_players, players = players })
end

function M.match_init(ctx, params)
  local state = {
    bodies = {}, by_user = {}, food = {}, added = {}, removed = {},
    last_id = 0, last_food = 0, players = 0, scores = load_scores(),
  }
  fill_food(state)
  for i = 1, math.min(200, params.bots or 0) do
    new_body(state, BOT_NAMES[(i - 1) % #BOT_NAMES + 1]).is_bot = true
  end
  -- Who loses the connection finds the same cell again within ten seconds.
  return state, rules.rate, label(0), true
end

-- The first characters of a name, none of them cut in two.
local function short(name)
  local cut = {}
  for character in string.gmatch(name, "[^\128-\191][\128-\191]*") do
    if #cut == 24 then
      break
    end
    cut[#cut + 1] = character
  end
  return table.concat(cut)
end

function M.match_join_attempt(ctx, dispatcher, tick, state, presence, metadata)
  if state.by_user[presence.user_id] then
    return state, false, "you play in this arena already"
  end
  if state.players >= rules.max_players then
    return state, false, "the arena is full"
  end
  local name = metadata.name or presence.username
  state.names = state.names or {}
  state.names[presence.user_id] = short(name)
  return state, true
end

local function card(body)
  return { id = body.id, name = body.name, color = body.color }
end

local function best(state)
  local live = {}
  for i, body in ipairs(state.bodies) do
    live[i] = body
  end
  table.sort(live, function(a, b)
    if a.mass == b.mass then return a.id < b.id end
    return a.mass > b.mass
  end)
  local lists = { live = {}, best = {} }
  for i = 1, math.min(10, #live) do
    lists.live[i] = { live[i].name, math.floor(live[i].mass), live[i].id }
  end
  for i, entry in ipairs(state.scores) do
    lists.best[i] = { entry.name, entry.score }
  end
  return lists
end

local function welcome(state, tick, body)
  local cards, food = {}, {}
  for i, other in ipairs(state.bodies) do
    cards[i] = card(other)
  end
  for _, f in ipairs(state.food) do
    local n = #food
    food[n + 1], food[n + 2], food[n + 3], food[n + 4], food[n + 5] =
      f.id, tenths(f.x), tenths(f.y), f.color, tenths(f.mass)
  end
  return nk.json_encode({ you = body.id, tick = tick, world = rules.world, rate = rules.rate,
    cards = cards, food = food, lists = best(state) })
end

function M.match_join(ctx, dispatcher, tick, state, presences)
  for _, presence in ipairs(presences) do
    local body = new_body(state, state.names[presence.user_id] or presence.username)
    state.names[presence.user_id] = nil
    body.user_id, body.username = presence.user_id, presence.username
    state.by_user[presence.user_id] = body
    state.players = state.players + 1
    dispatcher.broadcast_message(CAME, nk.json_encode(card(body)))
  end
  dispatcher.match_label_update(label(state.players))
  return state
end

local function index_of(state, body)
  for i, other in ipairs(state.bodies) do
    if other == body then
      return i
    end
  end
end

function M.match_leave(ctx, dispatcher, tick, state, presences)
  for _, presence in ipairs(presences) do
    local body = state.by_user[presence.user_id]
    if body then
      state.by_user[presence.user_id] = nil
      state.players = state.players - 1
      table.remove(state.bodies, index_of(state, body))
      keep_score(state, body)
      for _ = 1, math.min(20, math.floor(body.mass / rules.food_value)) do
        local angle = math.random() * 2 * math.pi
        local reach = math.random() * rules.radius(body.mass)
        local x = math.max(0, math.min(rules.world, body.x + math.cos(angle) * reach))
        local y = math.max(0, math.min(rules.world, body.y + math.sin(angle) * reach))
        add_food(state, x, y, body.color, rules.food_value)
      end
      dispatcher.broadcast_message(WENT, nk.json_encode({ id = body.id }))
    end
  end
  dispatcher.match_label_update(label(state.players))
  return state
end

local function steer(body, data)
  local x, y, seq = tonumber(data.x), tonumber(data.y), tonumber(data.seq)
  if not x or not y or x ~= x or y ~= y then
    return
  end
  local length = math.sqrt(x * x + y * y)
  if length > 1 then
    x, y = x / length, y / length
  end
  body.dx, body.dy, body.seq = x, y, seq or body.seq
end

-- Answers what a page shows that has just joined, or come back, perhaps loaded anew under another name.
local function greet(dispatcher, tick, state, body, message)
  local ok, data = pcall(nk.json_decode, message.data)
  local name = ok and type(data) == "table" and type(data.name) == "string" and short(data.name)
  if name and name ~= body.name then
    body.name = name
    dispatcher.broadcast_message(CAME, nk.json_encode(card(body)))
  end
  dispatcher.broadcast_message(WELCOME, welcome(state, tick, body), { message.sender })
end

local function handle(dispatcher, tick, state, message)
  local body = state.by_user[message.sender.user_id]
  if not body then
    return
  end
  if message.op_code == STEER then
    local ok, data = pcall(nk.json_decode, message.data)
    if ok and type(data) == "table" then
      steer(body, data)
    end
  elseif message.op_code == SPLIT and body.mass >= rules.split_mass then
    throw(state, body, body.mass / 2)
  elseif message.op_code == EJECT and body.mass > rules.start_mass / 2 + rules.eject_mass then
    throw(state, body, rules.eject_mass)
  elseif message.op_code == HELLO then
    greet(dispatcher, tick, state, body, message)
  end
end

-- A bot flees from what can eat it, hunts what it can eat, and grazes otherwise.
local function think(state, bot)
  local range = 300 + rules.radius(bot.mass)
  local nearest, wanted, flees = range * range, nil, false
  for _, other in ipairs(state.bodies) do
    if other ~= bot then
      local dx, dy = other.x - bot.x, other.y - bot.y
      local distance = dx * dx + dy * dy
      local is_danger = other.mass > bot.mass * 1.1
      if distance < nearest and (is_danger or bot.mass > other.mass * 1.3) then
        nearest, wanted, flees = distance, other, is_danger
      end
    end
  end
  if not wanted then
    nearest = math.huge
    for _, food in ipairs(state.food) do
      local dx, dy = food.x - bot.x, food.y - bot.y
      local distance = dx * dx + dy * dy
      if distance < nearest then
        nearest, wanted = distance, food
      end
    end
  end
  if wanted then
    local dx, dy = wanted.x - bot.x, wanted.y - bot.y
    local length = math.sqrt(dx * dx + dy * dy)
    if length > 0 then
      local sign = flees and -1 or 1
      bot.dx, bot.dy = sign * dx / length, sign * dy / length
    end
  end
end

local function move(body)
  local step = rules.speed(rules.radius(body.mass)) / rules.rate
  body.x = math.max(0, math.min(rules.world, body.x + body.dx * step))
  body.y = math.max(0, math.min(rules.world, body.y + body.dy * step))
  body.mass = rules.decayed(body.mass)
  if body.mass > body.best then
    body.best = body.mass
  end
end

local function graze(state, body)
  local food, x, y = state.food, body.x, body.y
  local reach = rules.radius(body.mass) ^ 2
  for i = #food, 1, -1 do
    local f = food[i]
    local dx, dy = f.x - x, f.y - y
    if dx * dx + dy * dy < reach then
      body.mass = body.mass + f.mass
      reach = rules.radius(body.mass) ^ 2
      state.removed[#state.removed + 1] = f.id
      food[i] = food[#food]
      food[#food] = nil
    end
  end
end

local function hunt(state, dispatcher)
  for _, hunter in ipairs(state.bodies) do
    for _, prey in ipairs(state.bodies) do
      if hunter.mass > prey.mass and rules.eats(hunter, prey) then
        hunter.mass = hunter.mass + prey.mass * 0.8
        hunter.kills = hunter.kills + 1
        dispatcher.broadcast_message(EATEN, nk.json_encode({ id = prey.id, by = hunter.id }))
        keep_score(state, prey)
        born(state, prey)
      end
    end
  end
end

function M.match_loop(ctx, dispatcher, tick, state, messages)
  for _, message in ipairs(messages) do
    handle(dispatcher, tick, state, message)
  end
  for i, body in ipairs(state.bodies) do
    if body.is_bot and (tick + i) % 10 == 0 then
      think(state, body)
    end
    if body.is_bot and body.mass > rules.max_bot_mass then
      born(state, body)
    end
    move(body)
    graze(state, body)
  end
  hunt(state, dispatcher)
  fill_food(state)
  if state.players > 0 then
    local flat = {}
    for _, body in ipairs(state.bodies) do
      local n = #flat
      flat[n + 1], flat[n + 2], flat[n + 3], flat[n + 4], flat[n + 5] =
        body.id, tenths(body.x), tenths(body.y), tenths(body.mass), body.seq
    end
    local now = { t = tick, c = flat, a = state.added, d = state.removed }
    -- Food comes and goes once, so a state that has some must arrive; the rest may be lost.
    local is_reliable = #state.added > 0 or #state.removed > 0
    dispatcher.broadcast_message(STATE, nk.json_encode(now), nil, nil, is_reliable)
    if tick % rules.rate == 0 then
      dispatcher.broadcast_message(BEST, nk.json_encode(best(state)))
    end
  end
  state.added, state.removed = {}, {}
  return state
end

function M.match_signal(ctx, dispatcher, tick, state, data)
  return state, nk.json_encode(best(state))
end

function M.match_terminate(ctx, dispatcher, tick, state, grace_sec)
  return state
end

return M
