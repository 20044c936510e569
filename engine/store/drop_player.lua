-- KEYS player names; ARGV expected id or ''
local wrong = refuse_types({[KEYS[1]] = 'string'})
if wrong then return wrong end
local kept = redis.call('GET', KEYS[1])
if kept and string.sub(kept, 1, 8) ~= ARGV[1] then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[2])
return 1
