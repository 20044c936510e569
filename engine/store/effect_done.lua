-- KEYS effects due; ARGV sid, effect id
redis.call('HDEL', KEYS[1], ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], 'e:' .. ARGV[1]) end
return 1
