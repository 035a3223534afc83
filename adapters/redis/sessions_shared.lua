-- What the scripts on families of refresh tokens share; each of them begins with this text.
--
-- KEYS[1] holds the revoked sessions by the moment at which they were revoked, and names the channel on which they are
-- published; ARGV[1] is what all other keys begin with. Which those are is known only once a family was read, so they
-- cannot be declared: all is kept in one Redis.
-- Moments and spans are whole microseconds, moments since 1970; they are below 2^53, where Lua's numbers are exact.
local revoked, prefix = KEYS[1], ARGV[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local FIELDS = {
    'user_id', 'agent', 'address', 'created_at', 'last_used_at', 'expires_at', 'generation', 'digest', 'parent_digest',
}
local MOMENTS = {created_at = true, last_used_at = true, expires_at = true, generation = true}

local function whole(number)
    return string.format('%.0f', number)
end

local function user_key(user_id)
    return prefix .. 'user:' .. user_id
end

local function reused_key(id)
    return prefix .. 'reused:' .. id
end

-- A family that came back from an older copy of the data is not alive when it was revoked or its time is over.
local function living(id)
    local values = redis.call('HMGET', prefix .. id, unpack(FIELDS))
    if not values[1] or redis.call('ZSCORE', revoked, id) then
        return nil
    end
    local family = {id = id}
    for position, name in ipairs(FIELDS) do
        family[name] = MOMENTS[name] and tonumber(values[position]) or values[position]
    end
    return family.expires_at > now and family or nil
end

local function keep(family, lifetime)
    local key, user = prefix .. family.id, user_key(family.user_id)
    local pairs_of_it = {}
    for _, name in ipairs(FIELDS) do
        table.insert(pairs_of_it, name)
        table.insert(pairs_of_it, MOMENTS[name] and whole(family[name]) or family[name])
    end
    redis.call('HSET', key, unpack(pairs_of_it))
    redis.call('PEXPIREAT', key, whole(math.ceil(family.expires_at / 1000)))
    redis.call('ZADD', user, whole(family.expires_at), family.id)
    redis.call('PEXPIRE', user, whole(math.ceil(lifetime / 1000)))
end

-- The record that it was revoked is written first, and then told to who listens; who may not be told reads it.
local function revoke(family, kept_for)
    redis.call('ZADD', revoked, whole(now), family.id)
    redis.pcall('PUBLISH', revoked, family.id)
    redis.call('ZREMRANGEBYSCORE', revoked, '-inf', whole(now - kept_for))
    redis.call('PEXPIRE', revoked, whole(math.ceil(kept_for / 1000)))
    redis.call('DEL', prefix .. family.id)
    redis.call('ZREM', user_key(family.user_id), family.id)
end

local function told(family)
    return {
        family.id, family.user_id, family.agent, family.address,
        whole(family.created_at), whole(family.last_used_at), whole(family.expires_at),
    }
end
