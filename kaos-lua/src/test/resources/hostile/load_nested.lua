load(string.rep("(", 100000) .. string.rep(")", 100000)) while true do end
