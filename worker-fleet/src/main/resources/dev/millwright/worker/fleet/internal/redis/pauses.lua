-- KEYS: the records of paused queues. Returns the time, then queue and record of each.

local reply = redis.call('HGETALL', KEYS[1])
table.insert(reply, 1, whole(now))
return reply
