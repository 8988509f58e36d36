-- KEYS: members, the worker, its jobs, version. ARGV: wid, milliseconds to live, worker, jobs; empty if unchanged.

local complete = 1
for i = 2, 3 do
  local text = ARGV[i + 1]
  if text ~= '' then
    redis.call('SET', KEYS[i], text, 'PX', ARGV[2])
  elseif redis.call('PEXPIRE', KEYS[i], ARGV[2]) == 0 then
    complete = 0
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now))
redis.call('ZADD', KEYS[1], whole(now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {complete, redis.call('GET', KEYS[4]) or '0', whole(now)}
