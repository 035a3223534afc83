local user_id = ARGV[2]

local found = {}
for _, id in ipairs(redis.call('ZRANGE', user_key(user_id), 0, -1)) do
    local family = living(id)
    if family then
        table.insert(found, told(family))
    end
end
return found
