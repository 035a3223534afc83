local user_id, kept, kept_for = ARGV[2], ARGV[3], tonumber(ARGV[4])

local ended = {}
for _, id in ipairs(redis.call('ZRANGE', user_key(user_id), 0, -1)) do
    local family = id ~= kept and living(id)
    if family then
        revoke(family, kept_for)
        table.insert(ended, id)
    end
end
return ended
