local id, generation, presented, successor = ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local window, idle, lifetime, kept_for = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local family = living(id)
if not family then
    local user_id = redis.call('GET', reused_key(id))
    return user_id and {'reused', user_id} or {'gone'}
end
if family.created_at + lifetime <= now then
    return {'gone'}
end
local verdict
if presented == family.digest or generation > family.generation then
    verdict = 'rotated'
    family.generation, family.digest, family.parent_digest = generation + 1, successor, presented
    family.last_used_at = now
    family.expires_at = math.min(now + idle, family.created_at + lifetime)
    keep(family, lifetime)
elseif presented == family.parent_digest and now - family.last_used_at < window then
    verdict = 'repeated'
else
    revoke(family, kept_for)
    redis.call('SET', reused_key(id), family.user_id, 'PX', whole(math.ceil(kept_for / 1000)))
    return {'reused', family.user_id}
end
return {verdict, whole(now), told(family)}
