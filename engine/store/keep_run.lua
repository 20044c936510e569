-- KEYS runs; ARGV run, most, keep_s
local wrong = refuse_types({[KEYS[1]] = 'list'})
if wrong then return wrong end
redis.call('LREM', KEYS[1], 0, ARGV[1])
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[2]) - 1)
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[3]))
return 1
