-- What every script begins with: the clock, the session's string taken apart and put together.
-- Post fields (contract.Post): 1 token 2 until 3 unsettled 4 drawn 5 shown 6 wanted 7 sending 8 sent 9 message
-- 10 kind 11 digest 12 attempts 13 page 14 page_moment 15 unreachable
local HEADER, FORMAT = 58, '<c2Bc8c5dddddH'
local GRACE_S, ARM_LATEST_S, LEASES = 1.5, 60, 3

local function clock(given)  -- `given` > 0: simulated time
  local fixed = tonumber(given)
  if fixed > 0 then return fixed end
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local function told(number) return string.format('%.6f', number) end

-- Answers the session as a table; or nil and 'none', 'poison' or 'newer'.
local function open_session(key)
  if redis.call('TYPE', key).ok ~= 'string' then
    if redis.call('EXISTS', key) == 0 then return nil, 'none' end
    return nil, 'poison'
  end
  local kept = redis.call('GET', key)  -- a fixed header, the posts, the body
  if #kept < HEADER or string.sub(kept, 1, 2) ~= 'SM' then return nil, 'poison' end
  local _, layout, commit, moment, shown_at, after_s, at, idle_at, began, length = struct.unpack(FORMAT, kept)
  if layout > 1 then return nil, 'newer' end
  if layout < 1 or #kept < HEADER + length then return nil, 'poison' end
  local fine, posts = pcall(cmsgpack.unpack, string.sub(kept, HEADER + 1, HEADER + length))
  if not fine or type(posts) ~= 'table' then return nil, 'poison' end
  for _, post in ipairs(posts) do
    if type(post) ~= 'table' or #post ~= 15 then return nil, 'poison' end
  end
  return {commit = commit, moment = moment, shown_at = shown_at, after_s = after_s, at = at,
          idle_at = idle_at, began = began, posts = posts,
          body = string.sub(kept, HEADER + length + 1), kept = kept}
end

local function pack_session(s)
  local posts = {}
  for i, post in ipairs(s.posts) do posts[i] = cmsgpack.pack(post) end
  local packed = string.char(0xdc, math.floor(#posts / 256), #posts % 256) .. table.concat(posts)
  return struct.pack(FORMAT, 'SM', 1, s.commit, s.moment, s.shown_at, s.after_s, s.at,
                     s.idle_at, s.began, #packed) .. packed .. s.body
end

local function save(key, s)
  s.kept = pack_session(s)
  redis.call('SET', key, s.kept, 'KEEPTTL')
end

-- The earliest instant a deadline may fire (grace included); 0 = none is known.
local function fires_at(s)
  local when = 0
  if s.at >= 0 then when = s.at end
  if s.after_s >= 0 and s.shown_at > 0 then
    local relative = s.shown_at + s.after_s
    if when == 0 or relative < when then when = relative end
  end
  if when > 0 then return when + GRACE_S end
  return 0
end

-- Puts t:SID where it belongs: the deadline, or the latest arming.
local function wait_for(due, sid, s, now)
  local when = fires_at(s)
  if s.shown_at == 0 and s.after_s >= 0 then
    local latest = s.began + ARM_LATEST_S
    if when == 0 or latest < when then when = latest end
  end
  if s.idle_at >= 0 and (when == 0 or s.idle_at < when) then when = s.idle_at end
  if when > 0 then redis.call('ZADD', due, told(when), 't:' .. sid)
  else redis.call('ZREM', due, 't:' .. sid) end
end

local function draw_at(due, sid, audience, when)
  redis.call('ZADD', due, told(when), 'd:' .. sid .. ':' .. audience)
end

-- Tries to take the lease of a post (numbered from 0). Answers 'unsure', 'granted' or 'held'.
local function grant(s, due, sid, audience, token, now, lease_s)
  local post = s.posts[audience + 1]
  if post[1] ~= '' and post[2] > now then
    draw_at(due, sid, audience, post[2])
    return 'held'
  end
  if post[1] ~= '' then post[3] = now + LEASES * lease_s end
  local unsure = false
  if post[6] > post[8] then
    unsure = post[7] == post[6]
    post[7] = post[6]
  end
  post[1], post[2] = token, now + lease_s
  draw_at(due, sid, audience, post[2])
  return unsure and 'unsure' or 'granted'
end

-- All that is reachable shows the present moment: its deadlines are armed.
local function arm_if_shown(s, record, due, sid, now, anyway)
  if s.shown_at > 0 then return end
  if not anyway then
    for _, post in ipairs(s.posts) do
      if not post[15] and post[5] ~= s.moment then return end
    end
  end
  s.shown_at = now
  if redis.call('EXISTS', record) == 1 then redis.call('RPUSH', record, cmsgpack.pack({'armed', now})) end
  wait_for(due, sid, s, now)
end

-- Keys of the wrong type would stop a script half-way, with its first writes kept: they are refused before.
local function refuse_types(expected)
  for key, kind in pairs(expected) do
    local found = redis.call('TYPE', key).ok
    if found ~= kind and found ~= 'none' then return {err = 'SMENATYPE ' .. kind .. ' expected, ' .. found .. ' found'} end
  end
end
