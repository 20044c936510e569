-- KEYS effects due; ARGV sid
local wrong = refuse_types({[KEYS[1]] = 'hash', [KEYS[2]] = 'zset'})
if wrong then return wrong end
local found = redis.call('HGETALL', KEYS[1])
if #found == 0 then redis.call('ZREM', KEYS[2], 'e:' .. ARGV[1]) end
return found
