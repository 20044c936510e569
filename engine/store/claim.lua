-- KEYS session due; ARGV sid, now or 0, audience, token, page or -1, lease_s
local sid, now = ARGV[1], clock(ARGV[2])
local audience, token, page, lease_s = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local s, why = open_session(KEYS[1])
if not s and why ~= 'none' then return {why, told(now)} end
local wrong = refuse_types({[KEYS[2]] = 'zset'})
if wrong then return wrong end
local post = s and s.posts[audience + 1]
if not post or post[15] then  -- nobody is there to be shown anything
  redis.call('ZREM', KEYS[2], 'd:' .. sid .. ':' .. audience)
  return {'none', told(now)}
end
if page >= 0 then post[13], post[14], post[4] = page, s.moment, '' end
local got = true
if post[1] ~= token or post[2] <= now then  -- else it is ours: the reply was lost, nothing was sent under it
  got = grant(s, KEYS[2], sid, audience, token, now, lease_s)
  if not got and page >= 0 then post[3] = math.max(post[3], post[2]) end  -- its holder draws the old page
end
if got or page >= 0 then save(KEYS[1], s) end
return {got and 'granted' or 'held', told(now), s.kept, told(post[2])}
