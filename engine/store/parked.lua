-- KEYS parked due; ARGV id. Answers platform, raw, tries; nothing where nothing waits any more
local wrong = refuse_types({[KEYS[1]] = 'hash', [KEYS[2]] = 'zset'})
if wrong then return wrong end
local kept = redis.call('HMGET', KEYS[1], 'platform', 'raw', 'tries')
if kept[1] and kept[2] and kept[3] then return kept end
redis.call('ZREM', KEYS[2], 'p:' .. ARGV[1])
return {}
