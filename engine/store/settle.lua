-- KEYS session due record; ARGV sid, now or 0, arguments as msgpack (contract.Settle, lease_s)
local sid, now, a = ARGV[1], clock(ARGV[2]), cmsgpack.unpack(ARGV[3])
local s, why = open_session(KEYS[1])
if not s then return {why, told(now)} end
local post = s.posts[a.audience + 1]
if not post then return {'none', told(now)} end
local wrong = refuse_types({[KEYS[3]] = 'list', [KEYS[2]] = 'zset'})
if wrong then return wrong end

local function reply(status, unsure)
  save(KEYS[1], s)
  return {status, told(now), s.kept, told(s.shown_at), unsure and 1 or 0, told(post[2])}
end
local function free() post[1], post[2] = '', 0 end
local function shows() post[9], post[8], post[10], post[11] = a.message, a.generation, a.kind, a.digest end
local function again()
  post[2] = now + a.lease_s
  draw_at(KEYS[2], sid, a.audience, post[2])
  local unsure = false
  if post[6] > post[8] then
    unsure = post[7] == post[6]
    post[7] = post[6]
  end
  return reply('again', unsure)
end

if post[1] ~= a.token then  -- a late holder: what it drew may lie over something newer
  if post[9] == '' and a.drawn ~= '' and a.message ~= '' then shows() end
  post[4], post[11] = '', ''
  draw_at(KEYS[2], sid, a.audience, now)
  return reply('lost')
end
if a.uncertain then post[3] = now + LEASES * a.lease_s end
if a.unreachable then
  post[15] = true
  free()
  redis.call('ZREM', KEYS[2], 'd:' .. sid .. ':' .. a.audience)
  arm_if_shown(s, KEYS[3], KEYS[2], sid, now, false)
  return reply('done')
end
if a.again_at > 0 then
  free()
  post[12] = post[12] + 1
  draw_at(KEYS[2], sid, a.audience, a.again_at)
  return reply('done')
end
if a.gone then
  post[6] = post[6] + 1
  return again()
end
if a.drawn == '' then  -- the caller does not know
  free()
  draw_at(KEYS[2], sid, a.audience, math.max(post[3], now))
  return reply('done')
end
shows()
post[4], post[5], post[12] = a.drawn, a.moment, 0
arm_if_shown(s, KEYS[3], KEYS[2], sid, now, false)
if a.drawn ~= s.commit or post[6] > post[8] then return again() end
free()
if post[3] > now then
  draw_at(KEYS[2], sid, a.audience, post[3])
else
  post[3] = 0
  redis.call('ZREM', KEYS[2], 'd:' .. sid .. ':' .. a.audience)
end
return reply('done')
