-- KEYS: version, operations, order, open, kept. ARGV: id, ms to keep, channel.

local id = ARGV[1]
local record = redis.call('HGET', KEYS[2], id)
local op = read(record)
if not op then return {'unknown'} end
if op.aborted or op.expires <= now then return {'over', record, whole(now)} end

op.version = next_version(KEYS[1])
op.aborted = true
op.ended = now
record = write(op)
redis.call('HSET', KEYS[2], id, record)
redis.call('ZADD', KEYS[3], whole(op.version), id)
redis.call('ZREM', KEYS[4], id)
redis.call('ZADD', KEYS[5], whole(now + ARGV[2]), id)
keep_until_last(KEYS[5], KEYS)
hint(ARGV[3], op.version)
return {'aborted', record, whole(now)}
