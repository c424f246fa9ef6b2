--[[ A turn-based match: two players, a board of nine fields, fifteen seconds for a turn. ]]
local nk = require("nakama")

local OP_START, OP_UPDATE, OP_DONE, OP_MOVE, OP_REJECTED = 1, 2, 3, 4, 5
local TICK_RATE = 5
local TURN_TICKS = 15 * TICK_RATE

local LINES = {
  { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 },
  { 1, 4, 7 }, { 2, 5, 8 }, { 3, 6, 9 },
  { 1, 5, 9 }, { 3, 5, 7 },
}

local function count(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end

local function winner_of(board)
  for _, line in ipairs(LINES) do
    local a, b, c = unpack(line)
    if board[a] ~= "" and board[a] == board[b] and board[b] == board[c] then
      return board[a], line
    end
  end
end

local M = {}

function M.match_init(context, setupstate)
  local state = {
    label = { open = 1, fast = setupstate.fast and 1 or 0 },
    presences = {}, marks = {}, board = {}, playing = false, turn = "X", deadline = 0, moves = 0,
  }
  for i = 1, 9 do state.board[i] = "" end
  return state, TICK_RATE, nk.json_encode(state.label)
end

function M.match_join_attempt(context, dispatcher, tick, state, presence, metadata)
  if state.presences[presence.user_id] ~= nil then
    return state, false, "already joined"
  end
  if count(state.presences) >= 2 then
    return state, false, "match full"
  end
  return state, true
end

function M.match_join(context, dispatcher, tick, state, presences)
  for _, presence in ipairs(presences) do
    state.presences[presence.user_id] = presence
  end
  if count(state.presences) == 2 and state.label.open == 1 then
    state.label.open = 0
    dispatcher.match_label_update(nk.json_encode(state.label))
  end
  return state
end

function M.match_leave(context, dispatcher, tick, state, presences)
  for _, presence in ipairs(presences) do
    state.presences[presence.user_id] = nil
    if state.playing then
      state.playing = false
      dispatcher.broadcast_message(OP_DONE, nk.json_encode({ forfeit = state.marks[presence.user_id] }))
    end
  end
  return state
end

function M.match_loop(context, dispatcher, tick, state, messages)
  if not state.playing and state.moves == 0 and count(state.presences) == 2 then
    local marks = { "X", "O" }
    for user_id, presence in pairs(state.presences) do
      state.marks[user_id] = table.remove(marks)
    end
    state.playing = true
    state.deadline = tick + TURN_TICKS
    dispatcher.broadcast_message(OP_START, nk.json_encode({
      board = state.board, marks = state.marks, mark = state.turn,
      deadline = math.floor(nk.time() / 1000) + 15,
    }))
  end

  for _, message in ipairs(messages) do
    local mark = state.marks[message.sender.user_id]
    local ok, move = pcall(nk.json_decode, message.data or "")
    local legal = message.op_code == OP_MOVE and state.playing and ok and mark == state.turn
      and state.board[(move.position or -1) + 1] == ""
    if not legal then
      dispatcher.broadcast_message(OP_REJECTED, nil, { message.sender })
    else
      state.board[move.position + 1] = mark
      state.moves = state.moves + 1
      state.turn = mark == "X" and "O" or "X"
      state.deadline = tick + TURN_TICKS
      local winner, positions = winner_of(state.board)
      if winner or state.moves == 9 then
        state.playing = false
        dispatcher.broadcast_message(OP_DONE, nk.json_encode({
          board = state.board, winner = winner, positions = positions }))
        for user_id, m in pairs(state.marks) do
          if m == winner then
            nk.wallet_update(user_id, { wins = 1 }, { match = context.match_id }, true)
          end
        end
        return nil
      end
      dispatcher.broadcast_message(OP_UPDATE, nk.json_encode({ board = state.board, mark = state.turn }))
    end
  end

  if state.playing and tick > state.deadline then
    dispatcher.broadcast_message(OP_DONE, nk.json_encode({ forfeit = state.turn }))
    return nil
  end
  return state
end

function M.match_terminate(context, dispatcher, tick, state, grace_seconds)
  dispatcher.broadcast_message(OP_DONE, nk.json_encode({ shutdown = grace_seconds }))
  return nil
end

function M.match_signal(context, dispatcher, tick, state, data)
  return state, nk.json_encode({ players = count(state.presences), moves = state.moves })
end

return M
