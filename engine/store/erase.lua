-- KEYS session record effects due; ARGV sid
local sid, gone = ARGV[1], {}
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
gone[1], gone[2] = 't:' .. sid, 'e:' .. sid
for n = 0, AUDIENCES_MOST - 1 do gone[#gone + 1] = 'd:' .. sid .. ':' .. n end
if redis.call('TYPE', KEYS[4]).ok == 'zset' then redis.call('ZREM', KEYS[4], unpack(gone)) end
return 1
