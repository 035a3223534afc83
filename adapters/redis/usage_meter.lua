-- Grants one call of the language model, or counts its tokens. KEYS: the calls of this hour, the tokens of this day.
--
-- ARGV: how many calls and how many tokens there are, how many tokens were spent, and for how many milliseconds each of
-- the keys is kept. Where tokens were spent they are counted, else a call is asked for. What is told: the calls and the
-- tokens that had been counted before, as texts, since the numbers of Lua are not exact above 2^53.
local calls = redis.call('GET', KEYS[1]) or '0'
local tokens = redis.call('GET', KEYS[2]) or '0'
if ARGV[3] ~= '0' then
    redis.call('INCRBY', KEYS[2], ARGV[3])
    redis.call('PEXPIRE', KEYS[2], ARGV[5])
elseif tonumber(calls) < tonumber(ARGV[1]) and tonumber(tokens) < tonumber(ARGV[2]) then
    redis.call('INCR', KEYS[1])
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return {calls, tokens}
