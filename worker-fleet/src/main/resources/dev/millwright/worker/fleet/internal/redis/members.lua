-- KEYS: members. Returns the time, then wid and end of life of each.

local reply = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. whole(now), '+inf', 'WITHSCORES')
table.insert(reply, 1, whole(now))
return reply
