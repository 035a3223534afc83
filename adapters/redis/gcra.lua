-- The generic cell rate algorithm, for many chains of asks at once. Each key holds one number: when its whole allowance
-- will be there again, in microseconds since 1970. All numbers here are whole and below 2^53, where Lua's are exact.
--
-- ARGV[1] has a letter for each key: 'a' where a chain begins, 'n' where it goes on, which it does until an ask is
-- refused. For each key two more words follow: what is asked of it, and all that it allows, both in microseconds.
-- For each key a number is told: how many microseconds its allowance is from being whole, negative when the ask was
-- refused, and 0 when the chain had ended before it.
local BEGINS = string.byte('a')
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local chains = ARGV[1]
local told = {}
local allowed
for position, key in ipairs(KEYS) do
    if allowed or string.byte(chains, position) == BEGINS then
        local cost, span = tonumber(ARGV[2 * position]), tonumber(ARGV[2 * position + 1])
        -- What is no number of ours counts for nothing: one key that somebody spoilt must not fail all the others.
        local known = tonumber(redis.pcall('GET', key))
        -- A moment beyond the span comes from a clock that went back or from another limit; left alone it would bar
        -- the key.
        local missing = known and math.min(math.max(known - now, 0), span) or 0
        allowed = missing + cost <= span
        if allowed then
            missing = missing + cost
        end
        if allowed or known > now + span then
            redis.call('SET', key, now + missing, 'PX', math.ceil(missing / 1000))
        end
        told[position] = allowed and missing or -missing
    else
        told[position] = 0
    end
end
return told
