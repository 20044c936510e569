-- KEYS session record effects due; ARGV sid, now or 0, arguments as msgpack (contract.Commit, sum, token, lease_s)
local sid, now, a = ARGV[1], clock(ARGV[2]), cmsgpack.unpack(ARGV[3])
local s, why = open_session(KEYS[1])
if why == 'poison' or why == 'newer' then return {why, told(now)} end

local function committed(leases) return {'committed', told(now), s.kept, leases} end

if s and s.commit == a.id then  -- this very commit was applied: its reply was lost, nothing was sent under its leases
  local leases = {}
  for i, post in ipairs(s.posts) do
    if post[1] == a.token then leases[#leases + 1] = {i - 1, told(post[2])} end
  end
  return committed(leases)
end
if (s and s.commit or '') ~= a.expected or (s and s.shown_at ~= a.expected_shown) then
  return {'conflict', told(now), s and s.kept or ''}
end
if s and not a.judged_late then
  local when = fires_at(s)
  if when > 0 and now > when then return {'late', told(now), s.kept} end
end
if s and a.played > 0 and math.abs(now - a.played) > SKEW_MOST_S then return {'late', told(now), s.kept} end
local number = (s and #s.posts or 0) + #a.audiences
if number > AUDIENCES_MOST or a.highest >= number then return {'refused', told(now), tostring(number)} end
local wrong = refuse_types({[KEYS[2]] = 'list', [KEYS[3]] = 'hash', [KEYS[4]] = 'zset'})
if wrong then return wrong end

-- from here on everything is written
s = s or {moment = '', shown_at = 0, posts = {}, began = now}
for _, post in ipairs(a.audiences) do s.posts[#s.posts + 1] = post end
for _, n in ipairs(a.reached) do s.posts[n + 1][15] = false end
for _, n in ipairs(a.moved) do s.posts[n + 1][9], s.posts[n + 1][11], s.posts[n + 1][15] = '', '', false end
for _, pair in ipairs(a.adopt) do
  local post = s.posts[pair[1] + 1]
  if is_adopted(pair[2], post) then post[9], post[8], post[11] = pair[2], post[7], '' end
end
for _, n in ipairs(a.renew) do s.posts[n + 1][6] = next_generation(s.posts[n + 1], a.id) end
for _, n in ipairs(a.gone) do
  local post = s.posts[n + 1]
  post[15], post[9], post[6], post[7] = true, '', post[8], post[8]
end
if s.moment ~= a.moment then s.shown_at, s.began = 0, now end
s.commit, s.moment, s.body, s.sum = a.id, a.moment, a.body, a.sum
s.after_s, s.at, s.idle_at = a.after_s, a.at, a.idle_at
wait_for(KEYS[4], sid, s)

local leases, drawn = {}, a.redraw
if not drawn then
  drawn = {}
  for i = 1, #s.posts do drawn[i] = i - 1 end
end
for _, n in ipairs(drawn) do
  if not s.posts[n + 1][15] then
    if grant(s, KEYS[4], sid, n, a.token, now, a.lease_s) then
      leases[#leases + 1] = {n, told(s.posts[n + 1][2])}
    end
  end
end
save(KEYS[1], s)
if a.snapshot ~= '' then
  redis.call('DEL', KEYS[2])
  redis.call('RPUSH', KEYS[2], a.snapshot)
end
for _, entry in ipairs(a.record) do redis.call('RPUSH', KEYS[2], entry) end
for _, pair in ipairs(a.effects) do redis.call('HSET', KEYS[3], pair[1], pair[2]) end
if #a.effects > 0 then redis.call('ZADD', KEYS[4], told(now + a.lease_s), 'e:' .. sid) end
if a.keep_s > 0 then
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], math.ceil(a.keep_s * 1000)) end
end
return committed(leases)
