-- KEYS: the newest token, facts, care, held, orders, notices, watch.
-- ARGV: token, rules, ms to keep all, then triples: care, unit, text; or forget, unit, nothing; or hold, unit, text or
-- nothing; or notice, id, text.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'stale'} end
redis.call('HSET', KEYS[7], 'rules', ARGV[2])
for i = 4, #ARGV, 3 do
  local what, which, text = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if what == 'care' then
    redis.call('HSET', KEYS[3], which, text)
  elseif what == 'forget' then
    redis.call('HDEL', KEYS[2], which)
    redis.call('HDEL', KEYS[3], which)
  elseif what == 'notice' then
    redis.call('HSET', KEYS[6], which, text)
  elseif text == '' then
    redis.call('HDEL', KEYS[4], which)
  else
    redis.call('HSET', KEYS[4], which, text)
  end
end
for i = 2, #KEYS do
  redis.call('PEXPIRE', KEYS[i], ARGV[3])
end
return {'done'}
