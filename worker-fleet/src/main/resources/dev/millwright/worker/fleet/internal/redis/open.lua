-- KEYS: version, operations, order, open, kept.
-- ARGV: id, subject, details, tolerance and lifetime in ms, most open, most kept, ms to keep, channel.

local id, subject = ARGV[1], ARGV[2]
local most_open, most_kept, keep = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
purge(KEYS[2], KEYS[3], KEYS[4], KEYS[5])

local record = redis.call('HGET', KEYS[2], id)
if record then
  local op = read(record)
  if op and op.subject == subject then return {'known', record, whole(now)} end
  return {'other'}
end

local open = redis.call('ZCARD', KEYS[4])
if open >= most_open then return {'full', open} end

-- At most so many are open, so among one more there is one that is over.
while redis.call('HLEN', KEYS[2]) >= most_kept do
  local oldest
  for _, candidate in ipairs(redis.call('ZRANGE', KEYS[3], 0, most_open)) do
    if not redis.call('ZSCORE', KEYS[4], candidate) then
      oldest = candidate
      break
    end
  end
  if not oldest then break end
  redis.call('HDEL', KEYS[2], oldest)
  redis.call('ZREM', KEYS[3], oldest)
  redis.call('ZREM', KEYS[5], oldest)
end

local expires = now + ARGV[5]
local version = next_version(KEYS[1])
record = write({
  version = version, aborted = false, opened = now, cutoff = now + ARGV[4], expires = expires, ended = expires,
  subject = subject, details = ARGV[3]
})
redis.call('HSET', KEYS[2], id, record)
redis.call('ZADD', KEYS[3], whole(version), id)
redis.call('ZADD', KEYS[4], whole(expires), id)
redis.call('ZADD', KEYS[5], whole(expires + keep), id)
keep_until_last(KEYS[5], KEYS)
hint(ARGV[9], version)
return {'opened', record, whole(now)}
