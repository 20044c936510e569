-- KEYS line met; ARGV sid, done (1 or 0)
local wrong = refuse_types({[KEYS[1]] = 'zset', [KEYS[2]] = 'hash'})
if wrong then return wrong end
redis.call('ZREM', KEYS[1], ARGV[1])
local other = redis.call('HGET', KEYS[2], ARGV[1])
local mark = other and string.sub(other, 1, 1)
if not other or mark == '-' or mark == '+' then return 1 end
local held = redis.call('HGET', KEYS[2], other)
redis.call('HDEL', KEYS[2], ARGV[1], other)
if held and ARGV[2] == '0' then redis.call('ZADD', KEYS[1], string.sub(held, 2), other) end
return 1
