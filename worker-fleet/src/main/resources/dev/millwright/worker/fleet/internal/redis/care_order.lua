-- KEYS: facts, care, held, orders, notices, watch.
-- ARGV: told, id, what is left, nothing, ms to keep; or snooze, jobtype, ms, author, ms to keep;
-- or release, jobtype, nothing, author, ms to keep; or look.

local what, which, how, by, keep = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

if what == 'told' then
  if how == '' then
    redis.call('HDEL', KEYS[5], which)
  elseif redis.call('HGET', KEYS[5], which) then
    redis.call('HSET', KEYS[5], which, how)
  end
  return {}
end

if what == 'look' then
  redis.call('HSET', KEYS[6], 'looked', whole(now))
  redis.call('PEXPIRE', KEYS[6], keep)
  return {}
end

local snoozed, till, released =
  string.match(redis.call('HGET', KEYS[4], which) or '', '^1 (%d+) (%d+) (%d+)\n')
local answer
if what == 'snooze' then
  snoozed, till, answer = whole(now), whole(now + how), whole(now + how)
else
  released, answer = whole(now), 0
  local held = redis.call('HGETALL', KEYS[3])
  for i = 1, #held, 2 do
    if string.match(held[i], '^[^\n]*\n(.*)$') == which then answer = answer + 1 end
  end
end
local orders = table.concat({'1', snoozed or '0', till or '0', released or '0'}, ' ') .. '\n' .. by
redis.call('HSET', KEYS[4], which, orders)
redis.call('PEXPIRE', KEYS[4], keep)
return {answer}
