-- KEYS due; ARGV now or 0, most, hide_s
local now = clock(ARGV[1])
local wrong = refuse_types({[KEYS[1]] = 'zset'})
if wrong then return wrong end
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', told(now), 'LIMIT', 0, tonumber(ARGV[2]))
for _, member in ipairs(found) do redis.call('ZADD', KEYS[1], told(now + tonumber(ARGV[3])), member) end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {told(now), found, first[2] or '0'}
