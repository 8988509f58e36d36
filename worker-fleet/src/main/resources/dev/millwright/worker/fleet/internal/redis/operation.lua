-- KEYS: version, operations, order, open, kept. ARGV: id. Returns the time, then the record, empty if there is none.

purge(KEYS[2], KEYS[3], KEYS[4], KEYS[5])
return {whole(now), redis.call('HGET', KEYS[2], ARGV[1]) or ''}
