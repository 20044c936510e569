-- KEYS names; ARGV now or 0, name, keep_s
local now, keep_s = clock(ARGV[1]), tonumber(ARGV[3])
local wrong = refuse_types({[KEYS[1]] = 'zset'})
if wrong then return wrong end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. told(now - keep_s))
redis.call('ZADD', KEYS[1], told(now), ARGV[2])
redis.call('PEXPIRE', KEYS[1], math.ceil(keep_s * 1000))
return 1
