while true do assert(load("return " .. string.rep("1+", 150) .. "1"))() end
