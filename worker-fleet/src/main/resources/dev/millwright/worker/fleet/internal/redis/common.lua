-- Stands before each script. Time is the store's; numbers are written in full, as Lua would round them.

local clock = redis.call('TIME')
local now_us = clock[1] * 1000000 + clock[2]
local now = math.floor(now_us / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

-- A record: one line of numbers, one of the subject, then the details. Another format is not ours to touch.
local function read(record)
  if not record then return nil end
  local version, aborted, opened, cutoff, expires, ended, subject, details = string.match(
    record, '^1 (%d+) ([01]) (%d+) (%-?%d+) (%d+) (%d+)\n([^\n]*)\n(.*)$')
  if not version then return nil end
  return {
    version = tonumber(version), aborted = aborted == '1', opened = tonumber(opened), cutoff = tonumber(cutoff),
    expires = tonumber(expires), ended = tonumber(ended), subject = subject, details = details
  }
end

local function write(op)
  return '1 ' .. whole(op.version) .. (op.aborted and ' 1 ' or ' 0 ') .. whole(op.opened) .. ' ' .. whole(op.cutoff)
    .. ' ' .. whole(op.expires) .. ' ' .. whole(op.ended) .. '\n' .. op.subject .. '\n' .. op.details
end

-- Grows with time as well, so that it does even after the loss of data.
local function next_version(key)
  local version = math.max((tonumber(redis.call('GET', key) or '') or 0) + 1, now_us)
  redis.call('SET', key, whole(version))
  return version
end

-- Drops what was kept long enough. Keys: all operations, by their last change, those open, by the end of their keeping.
local function purge(ops, order, open, kept)
  redis.call('ZREMRANGEBYSCORE', open, '-inf', whole(now))
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', kept, '-inf', whole(now), 'LIMIT', 0, 100)) do
    redis.call('HDEL', ops, id)
    redis.call('ZREM', order, id)
    redis.call('ZREM', open, id)
    redis.call('ZREM', kept, id)
  end
end

-- A group that nobody uses any more leaves nothing behind.
local function keep_until_last(kept, keys)
  local last = redis.call('ZREVRANGE', kept, 0, 0, 'WITHSCORES')[2]
  for _, key in ipairs(keys) do
    redis.call('PEXPIREAT', key, last)
  end
end

-- Only a hint, so a user who may not publish does no harm.
local function hint(channel, version)
  redis.pcall('PUBLISH', channel, whole(version))
end
