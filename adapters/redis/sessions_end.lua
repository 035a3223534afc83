local id, user_id, kept_for = ARGV[2], ARGV[3], tonumber(ARGV[4])

local family = living(id)
if not family or (user_id ~= '' and user_id ~= family.user_id) then
    return 0
end
revoke(family, kept_for)
return 1
