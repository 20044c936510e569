-- KEYS parked due; ARGV id
local wrong = refuse_types({[KEYS[2]] = 'zset'})
if wrong then return wrong end
redis.call('UNLINK', KEYS[1])
redis.call('ZREM', KEYS[2], 'p:' .. ARGV[1])
return 1
