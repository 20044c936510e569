-- What every script begins with: the clock, the session's string taken apart and put together, the rules of leases.
-- Post fields (contract.Post): 1 token 2 until 3 unsettled 4 drawn 5 shown 6 wanted 7 sending 8 sent 9 message
-- 10 kind 11 digest 12 attempts 13 page 14 page_moment 15 unreachable 16 unsure
-- A script that fails half-way keeps its first writes (Redis does not roll back): whatever can be wrong is looked at before.
local LAYOUT, HEADER, SEAL_TO, FORMAT = 1, 70, 11, '<c8c5dddddc4H'  -- as in layout.py
local GRACE_S, SKEW_MOST_S, ARM_LATEST_S, LEASES, AUDIENCES_MOST, GENERATION = 1.5, 2, 60, 3, 64, 65536

local function told(number) return string.format('%.6f', number) end
local function instant(number) return tonumber(told(number)) end  -- instants are whole microseconds

local function clock(given)  -- `given` > 0: simulated time
  local fixed = tonumber(given)
  if fixed > 0 then return instant(fixed) end
  local time = redis.call('TIME')
  return instant(tonumber(time[1]) + tonumber(time[2]) / 1000000)
end

-- Keys of the wrong type would stop a script half-way: they are refused before.
local function refuse_types(expected)
  for key, kind in pairs(expected) do
    local found = redis.call('TYPE', key).ok
    if found ~= kind and found ~= 'none' then return {err = 'SMENATYPE ' .. kind .. ' expected, ' .. found .. ' found'} end
  end
end

local function seal_of(sealed) return string.sub(redis.sha1hex(sealed), 1, 8) end

-- Answers the session as a table; or nil and 'none', 'poison' or 'newer'.
local function open_session(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return nil, 'none' end
  if kind ~= 'string' then return nil, 'poison' end
  local kept = redis.call('GET', key)
  if #kept < HEADER or string.sub(kept, 1, 2) ~= 'SM' or string.byte(kept, 3) < LAYOUT then return nil, 'poison' end
  if string.byte(kept, 3) > LAYOUT then return nil, 'newer' end
  local commit, moment, shown_at, after_s, at, idle_at, began, sum, length = struct.unpack(FORMAT, kept, SEAL_TO + 1)
  local head = string.sub(kept, SEAL_TO + 1, HEADER + length)
  if #kept < HEADER + length or string.sub(kept, 4, SEAL_TO) ~= seal_of(head) then return nil, 'poison' end
  local fine, posts = pcall(cmsgpack.unpack, string.sub(kept, HEADER + 1, HEADER + length))
  if not fine or type(posts) ~= 'table' then return nil, 'poison' end
  return {commit = commit, moment = moment, shown_at = shown_at, after_s = after_s, at = at,
          idle_at = idle_at, began = began, sum = sum, posts = posts,
          body = string.sub(kept, HEADER + length + 1), kept = kept}
end

local function pack_session(s)
  local posts = {}
  for i, post in ipairs(s.posts) do posts[i] = cmsgpack.pack(post) end
  local packed = string.char(0xdc, math.floor(#posts / 256), #posts % 256) .. table.concat(posts)
  local sealed = struct.pack(FORMAT, s.commit, s.moment, s.shown_at, s.after_s, s.at,
                             s.idle_at, s.began, s.sum, #packed) .. packed
  return 'SM' .. string.char(LAYOUT) .. seal_of(sealed) .. sealed .. s.body
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
    if s.at < 0 or relative < when then when = relative end
  end
  if s.at >= 0 or when > 0 then return instant(when + GRACE_S) end
  return 0
end

-- Puts t:SID where it belongs: the deadline, the latest arming, or the day the session counts as abandoned.
local function wait_for(due, sid, s)
  local when = fires_at(s)
  if s.shown_at == 0 and s.after_s >= 0 then
    local latest = instant(s.began + ARM_LATEST_S)
    if when == 0 or latest < when then when = latest end
  end
  if s.idle_at >= 0 and (when == 0 or s.idle_at < when) then when = s.idle_at end
  if when > 0 then redis.call('ZADD', due, told(when), 't:' .. sid)
  else redis.call('ZREM', due, 't:' .. sid) end
end

local function draw_at(due, sid, audience, when)
  redis.call('ZADD', due, told(when), 'd:' .. sid .. ':' .. audience)
end

-- A generation above all that are known; its lower bits come from the id that asks for it.
-- So two histories that part at a failover never give two messages one number (MECHANICS 6: ids, not counters).
local function next_generation(post, id)
  local newest = math.max(post[6], post[7], post[8])
  return (math.floor(newest / GENERATION) + 1) * GENERATION + string.byte(id, 1) * 256 + string.byte(id, 2)
end

-- Writes down that a send begins where a newer message is wanted, or where none is known to stand after all.
local function begin_send(post, token)
  if post[6] <= post[8] and post[8] > 0 and post[9] == '' then post[6] = next_generation(post, token) end
  if post[6] > post[8] and post[7] ~= post[6] then post[7], post[16] = post[6], 0 end
end

-- A message was sent after the known one: its number is higher, on either platform.
local function is_after(message, known)
  return #message > #known or (#message == #known and message > known)
end

-- Nothing is on its way, and yet a message stands below the known one: it was forgotten.
local function is_below(message, post)
  return post[9] ~= '' and post[7] == post[8] and is_after(message, post[9])
end

-- A press on a message makes it the known one: a send has arrived, or it was forgotten; never one from above.
local function is_adopted(message, post)
  if post[9] == '' then return post[7] > 0 end
  return is_after(message, post[9])
end

-- Tries to take the lease of a post (numbered from 0). Answers whether it was granted; if not, somebody holds it.
local function grant(s, due, sid, audience, token, now, lease_s)
  local post = s.posts[audience + 1]
  if post[1] ~= '' and post[2] > now then
    draw_at(due, sid, audience, post[2])
    return false
  end
  if post[1] ~= '' then post[3] = instant(now + LEASES * lease_s) end
  begin_send(post, token)
  post[1], post[2] = token, instant(now + lease_s)
  draw_at(due, sid, audience, post[2])
  return true
end

-- All that is reachable shows the present moment (or it is too late to wait for it): its deadlines are armed.
local function arm_if_shown(s, record, due, sid, now, anyway)
  if s.shown_at > 0 then return end
  if not anyway then
    for _, post in ipairs(s.posts) do
      if not post[15] and post[5] ~= s.moment then return end
    end
  end
  s.shown_at = now
  if redis.call('EXISTS', record) == 1 then redis.call('RPUSH', record, cmsgpack.pack({'armed', now})) end
  wait_for(due, sid, s)
end
