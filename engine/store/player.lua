-- KEYS player; ARGV now or 0, expected id or '', new id, body, keep_s or 0
local now = clock(ARGV[1])
local wrong = refuse_types({[KEYS[1]] = 'string'})
if wrong then return wrong end
local kept = redis.call('GET', KEYS[1])
local found = kept and string.sub(kept, 1, 8) or ''
if found ~= ARGV[2] and found ~= ARGV[3] then return {told(now), kept or ''} end
redis.call('SET', KEYS[1], ARGV[3] .. ARGV[4])
if tonumber(ARGV[5]) > 0 then redis.call('PEXPIRE', KEYS[1], math.ceil(tonumber(ARGV[5]) * 1000)) end
return {told(now)}
