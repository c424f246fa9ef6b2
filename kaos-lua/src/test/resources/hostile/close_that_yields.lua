local co = coroutine.wrap(function() while true do local x <close> = setmetatable({}, {__close = function() coroutine.yield() end}) end end) while true do co() end
