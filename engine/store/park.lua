-- KEYS parked due; ARGV id, platform, raw, at, keep_s, tries
local wrong = refuse_types({[KEYS[1]] = 'hash', [KEYS[2]] = 'zset'})
if wrong then return wrong end
redis.call('HSET', KEYS[1], 'platform', ARGV[2], 'raw', ARGV[3], 'tries', tonumber(ARGV[6]))
if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], tonumber(ARGV[5])) end  -- parked again it is kept no longer
redis.call('ZADD', KEYS[2], told(tonumber(ARGV[4])), 'p:' .. ARGV[1])
return 1
