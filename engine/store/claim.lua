-- KEYS session due; ARGV sid, now or 0, audience, token, page or -1, lease_s
local sid, now = ARGV[1], clock(ARGV[2])
local audience, token, page, lease_s = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local s, why = open_session(KEYS[1])
if not s then return {why, told(now)} end
local post = s.posts[audience + 1]
if not post or post[15] then return {'none', told(now)} end
if page >= 0 then post[13], post[14], post[4] = page, s.moment, '' end
local got = grant(s, KEYS[2], sid, audience, token, now, lease_s)
if got == 'held' and page >= 0 then post[3] = math.max(post[3], now + 1) end  -- the holder may have drawn the old page
if got ~= 'held' or page >= 0 then save(KEYS[1], s) end
return {got, told(now), s.kept, told(post[2])}
