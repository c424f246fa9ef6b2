string.gsub(string.rep("x", 100), "x", function() while true do end end)
