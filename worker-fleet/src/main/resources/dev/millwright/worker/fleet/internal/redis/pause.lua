-- KEYS: the newest token, the records of paused queues.
-- ARGV: intend, token, queue, owner, author, reason; or paused, token, queue; or resuming, token, queue, who;
-- or resumed, token, queue, who, ms for which a pause may still come true.

local what, token, queue, who = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('GET', KEYS[1]) ~= token then return {'stale'} end

local record = redis.call('HGET', KEYS[2], queue)
local state, owner, old_token, at, rest
if record then
  state, owner, old_token, at, rest = string.match(record, '^1 (%l+) (%l+) (%d+) (%d+) (.*)$')
  local known = {intended = 1, paused = 1, resuming = 1, resumed = 1, fleet = 2, hand = 2}
  if known[state] ~= 1 or known[owner] ~= 2 or not string.find(rest, '\n', 1, true) then state = nil end
end

local function save(new_state, new_owner, new_at, new_rest)
  redis.call('HSET', KEYS[2], queue,
    '1 ' .. new_state .. ' ' .. new_owner .. ' ' .. token .. ' ' .. new_at .. ' ' .. new_rest)
  return {'done'}
end

if what == 'paused' then
  if not state or old_token ~= token then return {'missing'} end
  return save('paused', owner, at, rest)
end

if who == 'fleet' and record then
  if not state then return {'unreadable'} end
  if owner == 'hand' then return {'by_hand'} end
end
if what == 'intend' then return save('intended', who, whole(now), ARGV[5] .. '\n' .. ARGV[6]) end
if not record then return {'missing'} end

if what == 'resuming' then
  if state == 'paused' then return save('resuming', owner, at, rest) end
  return {'done'}
end

if state and owner == 'fleet' and now < at + ARGV[5] then return save('resumed', owner, at, rest) end
redis.call('HDEL', KEYS[2], queue)
return {'done'}
