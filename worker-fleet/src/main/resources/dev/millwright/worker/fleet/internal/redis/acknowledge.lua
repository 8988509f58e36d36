-- KEYS: operations, then those of the counts. ARGV: wid, ms to keep, then id and counts of each.

for i = 2, #KEYS do
  local id, counts = ARGV[i * 2 - 1], ARGV[i * 2]
  local op = read(redis.call('HGET', KEYS[1], id))
  if op then
    redis.call('HSET', KEYS[i], ARGV[1], counts)
    redis.call('PEXPIREAT', KEYS[i], whole(op.ended + ARGV[2]))
  end
end
return {}
