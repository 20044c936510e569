-- KEYS a string; ARGV now or 0. The one script without a write: it works while the memory is full
local now = clock(ARGV[1])
local wrong = refuse_types({[KEYS[1]] = 'string'})
if wrong then return wrong end
return {told(now), redis.call('GET', KEYS[1])}
