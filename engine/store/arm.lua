-- KEYS session due record; ARGV sid, now or 0
local sid, now = ARGV[1], clock(ARGV[2])
local s, why = open_session(KEYS[1])
if not s and why ~= 'none' then return {why, told(now)} end
local wrong = refuse_types({[KEYS[3]] = 'list', [KEYS[2]] = 'zset'})
if wrong then return wrong end
if not s then
  redis.call('ZREM', KEYS[2], 't:' .. sid)
  return {why, told(now)}
end
if s.shown_at == 0 and s.after_s >= 0 and now >= instant(s.began + ARM_LATEST_S) then
  arm_if_shown(s, KEYS[3], KEYS[2], sid, now, true)
  save(KEYS[1], s)
end
return {'done', told(now), s.kept}
