-- KEYS session effects due record; ARGV sid, the bytes that were quarantined, keep_s
-- What came in between (a session opened anew) stays. Effects that can still leave do; the record tells what was played.
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'string' and redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
local sid, gone = ARGV[1], {}
if redis.call('TYPE', KEYS[2]).ok ~= 'hash' then
  redis.call('UNLINK', KEYS[2])
  gone[1] = 'e:' .. sid
end
redis.call('UNLINK', KEYS[1])
gone[#gone + 1] = 't:' .. sid
for n = 0, AUDIENCES_MOST - 1 do gone[#gone + 1] = 'd:' .. sid .. ':' .. n end
if redis.call('TYPE', KEYS[3]).ok == 'zset' then redis.call('ZREM', KEYS[3], unpack(gone)) end
if redis.call('TTL', KEYS[4]) == -1 then redis.call('EXPIRE', KEYS[4], tonumber(ARGV[3])) end
return 1
