-- KEYS: members, the worker, its jobs. ARGV: wid.

redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2], KEYS[3])
return {}
