while true do os.date("%c%c%c%c%c%c%c%c", 0) end
