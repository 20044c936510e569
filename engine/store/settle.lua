-- KEYS session due record; ARGV sid, now or 0, arguments as msgpack (contract.Settle, lease_s)
local sid, now, a = ARGV[1], clock(ARGV[2]), cmsgpack.unpack(ARGV[3])
local s, why = open_session(KEYS[1])
if not s then return {why, told(now)} end
local post, member = s.posts[a.audience + 1], 'd:' .. sid .. ':' .. a.audience
if not post then return {'none', told(now)} end
local wrong = refuse_types({[KEYS[3]] = 'list', [KEYS[2]] = 'zset'})
if wrong then return wrong end

local function reply(status)
  save(KEYS[1], s)
  return {status, told(now), s.kept, told(s.shown_at), told(post[2])}
end
local function free() post[1], post[2] = '', 0 end
local function shows()
  post[9], post[8], post[10], post[11] = a.message, a.generation, a.kind, a.digest
  post[6], post[7] = math.max(post[6], a.generation), math.max(post[7], a.generation)  -- a failover may have lost both
end
local function again()
  post[2] = instant(now + a.lease_s)
  draw_at(KEYS[2], sid, a.audience, post[2])
  begin_send(post, a.token)
  return reply('again')
end
local function unsettle() post[3] = math.max(post[3], instant(now + LEASES * a.lease_s)) end

local function lost()  -- a late holder: what it drew may lie over something newer
  if a.drawn ~= '' then
    if post[1] == '' and post[4] == a.drawn and post[8] == a.generation and post[9] == a.message and post[11] == a.digest then
      return reply('done')  -- said twice: just this was acknowledged last, and nobody draws
    end
    local sent = post[8]
    if a.message ~= '' and (post[9] == '' or is_below(a.message, post)) then shows() end
    post[4], post[11], post[8] = '', '', math.max(post[8], sent)
    draw_at(KEYS[2], sid, a.audience, now)
  elseif a.uncertain or not (a.unreachable or a.gone or a.again_at > 0) then
    unsettle()
    redis.call('ZADD', KEYS[2], 'NX', told(post[3]), member)
  end
  return reply('lost')
end

if a.uncertain and post[6] > post[8] then post[16] = post[16] + 1 end
if post[1] ~= a.token then return lost() end
if a.uncertain then unsettle() end
if a.unreachable then
  post[15] = true
  free()
  redis.call('ZREM', KEYS[2], member)
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
  post[6] = next_generation(post, a.token)
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
if post[3] > now and post[9] ~= '' then  -- where no message is known to stand there is none to be drawn once more
  draw_at(KEYS[2], sid, a.audience, post[3])
else
  post[3] = 0
  redis.call('ZREM', KEYS[2], member)
end
return reply('done')
