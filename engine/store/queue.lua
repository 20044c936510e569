-- KEYS line met; ARGV now or 0, sid, refused, keep_s. In `met`: who asked -> whom he was given; whom -> '-' or, since he asked
-- again himself, '+', and since when he waits.
local now, sid, refused, keep_s = clock(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
local wrong = refuse_types({[KEYS[1]] = 'zset', [KEYS[2]] = 'hash'})
if wrong then return wrong end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. told(now - keep_s))
if refused ~= '' and redis.call('HGET', KEYS[2], sid) == refused then
  local held = redis.call('HGET', KEYS[2], refused)
  redis.call('HDEL', KEYS[2], sid, refused)
  if held and string.sub(held, 1, 1) == '+' then redis.call('ZADD', KEYS[1], told(now), refused) end
end
local known = redis.call('HGET', KEYS[2], sid)
if known then
  local mark = string.sub(known, 1, 1)
  if mark == '-' then redis.call('HSET', KEYS[2], sid, '+' .. string.sub(known, 2)) end
  if mark == '-' or mark == '+' then return '' end
  return known
end
local found = ''
for _, other in ipairs(redis.call('ZRANGE', KEYS[1], 0, 2)) do
  if found == '' and other ~= sid and other ~= refused then found = other end
end
if found == '' then
  redis.call('ZADD', KEYS[1], 'NX', told(now), sid)
else
  redis.call('HSET', KEYS[2], sid, found, found, '-' .. redis.call('ZSCORE', KEYS[1], found))
  redis.call('ZREM', KEYS[1], sid, found)
end
redis.call('PEXPIRE', KEYS[1], math.ceil(keep_s * 1000))
redis.call('PEXPIRE', KEYS[2], math.ceil(2 * keep_s * 1000))
return found
