-- KEYS parked due; ARGV id. Answers platform, raw and how many tries that makes; nothing where nothing waits any more
local wrong = refuse_types({[KEYS[1]] = 'hash', [KEYS[2]] = 'zset'})
if wrong then return wrong end
local kept = redis.call('HMGET', KEYS[1], 'platform', 'raw')
if not kept[1] or not kept[2] then
  redis.call('ZREM', KEYS[2], 'p:' .. ARGV[1])
  return {}
end
return {kept[1], kept[2], redis.call('HINCRBY', KEYS[1], 'tries', 1)}
