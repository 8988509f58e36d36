-- KEYS: the number of what the worker has last added, the facts by unit.
-- ARGV: number, ms to keep it, ms to keep facts, most units, then of each unit: its name, runs, successes, failures,
-- ms since the last of each or nothing, 0 or 1 with the version of a worker that has begun to run it, error.
-- Returns the time, and how many units were refused.

if (tonumber(redis.call('GET', KEYS[1]) or '') or 0) >= tonumber(ARGV[1]) then return {whole(now), 0} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])

local function later(old, age)
  return age == '' and tonumber(old) or math.max(tonumber(old), now - age)
end

local refused = 0
local known = redis.call('HLEN', KEYS[2])
for i = 5, #ARGV, 9 do
  local unit, version, err = ARGV[i], ARGV[i + 7], ARGV[i + 8]
  local old = redis.call('HGET', KEYS[2], unit)
  if not old and known < tonumber(ARGV[4]) then
    old = '1 0 0 0 ' .. whole(now) .. ' 0 0 0 0\n\n'
    known = known + 1
  end
  local runs, successes, failures, first, last_run, last_success, last_failure, deployed, old_version, old_err =
    string.match(old or '', '^1 (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)\n([^\n]*)\n(.*)$')
  if not runs then
    refused = refused + 1
  else
    if string.sub(version, 1, 1) == '1' then
      version = string.sub(version, 2)
      if version == '' or version ~= old_version then deployed = now end
    else
      version = old_version
    end
    redis.call('HSET', KEYS[2], unit, table.concat({
      '1', whole(runs + ARGV[i + 1]), whole(successes + ARGV[i + 2]), whole(failures + ARGV[i + 3]), first,
      whole(later(last_run, ARGV[i + 4])), whole(later(last_success, ARGV[i + 5])),
      whole(later(last_failure, ARGV[i + 6])), whole(deployed)
    }, ' ') .. '\n' .. version .. '\n' .. (tonumber(ARGV[i + 3]) > 0 and err or old_err))
  end
end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return {whole(now), refused}
