-- The rules of the arena: what a body's mass means and who eats whom. No state.
local R = {
  world = 2000, -- width and height
  rate = 20, -- ticks a second
  food = 200,
  food_value = 5,
  start_radius = 20,
  split_mass = 80,
  eject_mass = 10,
  max_bot_mass = 1500, -- bots start anew beyond, so that players have a chance
  max_players = 50,
  leaderboard = "kaos_io", -- best mass of each player, of all time
  colors = 10,
}

function R.radius(mass)
  return 4 * math.sqrt(mass / math.pi)
end

function R.mass(radius)
  return math.pi * (radius / 4) ^ 2
end

-- Units a second.
function R.speed(radius)
  return 200 * 20 / (0.5 * radius + 10)
end

-- Whether the first body can eat the second: much of it is covered and it is heavier.
function R.eats(a, b)
  if a.mass <= b.mass * 1.1 then
    return false
  end
  local reach = R.radius(a.mass) - 0.4 * R.radius(b.mass)
  if reach <= 0 then
    return false
  end
  local dx, dy = a.x - b.x, a.y - b.y
  return dx * dx + dy * dy < reach * reach
end

-- The mass after one tick: large bodies lose a little.
function R.decayed(mass)
  if R.radius(mass) > 40 then
    return mass * (1 - 0.001 / R.rate)
  end
  return mass
end

R.start_mass = R.mass(R.start_radius)

return R
