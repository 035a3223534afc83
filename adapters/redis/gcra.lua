-- The generic cell rate algorithm. The key holds one number: when the whole allowance will be there again, in
-- microseconds since 1970. All numbers here are whole and below 2^53, where Lua's numbers are exact.
local count, interval, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local latest = now + count * interval

local known = tonumber(redis.call('GET', KEYS[1]) or nil)
-- A moment beyond the latest comes from a clock that went back or from another limit; left alone it would bar the key.
local full_at = math.min(math.max(known or now, now), latest)
local asked = full_at + cost * interval
local allowed = asked <= latest
if allowed then
    full_at = asked
end
if allowed or (known and known > latest) then
    redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', string.format('%.0f', math.ceil((full_at - now) / 1000)))
end
return {allowed and 1 or 0, math.floor((latest - full_at) / interval), allowed and 0 or asked - latest, full_at - now}
