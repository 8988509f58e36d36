-- KEYS: the lease, the newest token. ARGV: take, ms to hold, longest ms, ms to remember the token, holder;
-- or keep, ms to hold, longest ms, ms to remember the token, token; or release, 0, longest ms, 0, token.

local what, who = ARGV[1], ARGV[5]
local token, till, holder = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (%d+) ([^\n]*)$')
-- One without an end, or with one that nobody can have asked for, was not written by us and binds nobody.
local held = token and tonumber(till) > now and tonumber(till) <= now + ARGV[3]

if what == 'take' then
  if held and holder ~= who then return {'taken', holder} end
  token = whole(next_version(KEYS[2]))
  holder = who
elseif not (held and token == who and redis.call('GET', KEYS[2]) == who) then
  return {'lost'}
elseif what == 'release' then
  redis.call('DEL', KEYS[1])
  return {'released'}
end

redis.call('SET', KEYS[1], token .. ' ' .. whole(now + ARGV[2]) .. ' ' .. holder, 'PX', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return {'held', token}
