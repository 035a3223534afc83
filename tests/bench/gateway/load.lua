-- wrk ... -s load.lua URL -- TOKENS_FILE: asks with one access token after the other.

local requests, last = {}, 0

function init(arguments)
    for token in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", nil, {
            ["Authorization"] = "Bearer " .. token,
            ["Accept"] = "application/json",
            ["Accept-Language"] = "ko",
            ["User-Agent"] = "Oddiya/1.0",
        })
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end

function done(summary)
    local errors = {}
    for kind, count in pairs(summary.errors) do
        errors[#errors + 1] = string.format('"%s": %d', kind, count)
    end
    io.write(string.format(
        '{"requests": %d, "seconds": %f, "errors": {%s}}\n',
        summary.requests, summary.duration / 1e6, table.concat(errors, ", ")
    ))
end
