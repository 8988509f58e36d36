-- KEYS: version, operations, order, open, kept. ARGV: since, page size.
-- Returns the time, the version, whether there is more, then id, version and record of each.

purge(KEYS[2], KEYS[3], KEYS[4], KEYS[5])
local page = tonumber(ARGV[2])
local changed = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, page + 1)
local more = #changed > page * 2
local reply = {whole(now), redis.call('GET', KEYS[1]) or '0', more and 1 or 0}
for i = 1, math.min(#changed, page * 2), 2 do
  local record = redis.call('HGET', KEYS[2], changed[i])
  if record then
    reply[#reply + 1] = changed[i]
    reply[#reply + 1] = changed[i + 1]
    reply[#reply + 1] = record
  end
end
return reply
