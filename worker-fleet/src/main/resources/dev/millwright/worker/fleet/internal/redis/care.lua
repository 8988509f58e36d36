-- KEYS: some hashes. Returns the time, then the fields of each.

local reply = {whole(now)}
for _, key in ipairs(KEYS) do
  reply[#reply + 1] = redis.call('HGETALL', key)
end
return reply
