-- KEYS votes counted; ARGV now or 0, id, answer, keep_s, most
local now, id, answer, keep_s = clock(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
local wrong = refuse_types({[KEYS[1]] = 'hash', [KEYS[2]] = 'zset'})
if wrong then return wrong end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. told(now - keep_s))
local full = redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) and redis.call('HEXISTS', KEYS[1], answer) == 0
if not full and redis.call('ZADD', KEYS[2], 'NX', told(now), id) == 1 then redis.call('HINCRBY', KEYS[1], answer, 1) end
redis.call('PEXPIRE', KEYS[2], math.ceil(keep_s * 1000))
return 1
