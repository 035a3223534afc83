local id, user_id, agent, address, generation, digest = ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7]
local idle, lifetime = tonumber(ARGV[8]), tonumber(ARGV[9])

local family = {
    id = id, user_id = user_id, agent = agent, address = address, generation = generation, digest = digest,
    parent_digest = '', created_at = now, last_used_at = now, expires_at = now + math.min(idle, lifetime),
}
redis.call('ZREMRANGEBYSCORE', user_key(user_id), '-inf', whole(now))
keep(family, lifetime)
return told(family)
