local function try(f, ...) local r = table.pack(pcall(f, ...)) for i = 1, r.n do r[i] = tostring(r[i]):gsub("0x%x+", "PTR") end print(table.unpack(r, 1, r.n)) end
local n, s, t, f, b, str = nil, "abc", {}, print, true, "10"
local ops = {"+","-","*","/","%","^","//","&","|","~","<<",">>","..","<","<=",">",">=","==","~="}
local vals = {"1","0","-3","2.5","1e308","'10'","'abc'","'0x10'","{}","nil","true","print","1<<62","0.0","'1e1'","3.0","math.huge"}
for _, op in ipairs(ops) do for _, a in ipairs(vals) do for _, c in ipairs(vals) do
  local fn = load("local a, b = " .. a .. ", " .. c .. " return a " .. op .. " b") 
  local ok, r = pcall(fn)
  r = tostring(r):gsub("0x%x+", "PTR"):gsub("builtin: ","")
  if r == "-nan" then r = "nan" end
  print(a, op, c, ok, r)
  local fn = load("return " .. a .. " " .. op .. " " .. c) 
  if fn then
  local ok, r = pcall(fn)
  r = tostring(r):gsub("0x%x+", "PTR"):gsub("builtin: ","")
  if r == "-nan" then r = "nan" end
  print(a, op, c, ok, r) else print("no compile") end
end end end
for _, op in ipairs{"-","not ","#","~"} do for _, a in ipairs(vals) do
  local ok, r = pcall(load("local a = " .. a .. " return " .. op .. " a"))
  r = tostring(r):gsub("0x%x+", "PTR")
  if r == "-nan" then r = "nan" end
  print(op, a, ok, r) end end
