local t = {} while true do t[{}] = {} end
