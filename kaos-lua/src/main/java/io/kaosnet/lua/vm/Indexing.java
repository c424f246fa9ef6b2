package io.kaosnet.lua.vm;

/// Owned by its VM's thread. Reading and writing `o[key]` with metamethods, for compiled code and
/// libraries. Public only because compiled code is elsewhere.
public final class Indexing {
    private static final int MAX_META_CHAIN = 2000;

    private Indexing() {}

    public static Object index(Object o, LuaString key, LuaFunction self) {
        if (o instanceof LuaTable t) {
            Object v = t.getStr(key);
            return v != null || t.meta == null ? v : indexSlow(t, key, self.vm);
        }
        return indexSlow(o, key, self.vm);
    }

    /// A field of compiled code. Small, so that the JIT puts it into every caller.
    public static Object index(Object o, Field field, LuaFunction self) {
        if (o instanceof LuaTable t) {
            Object[] n = t.nodes;
            int i = field.hint().at;
            if (i < n.length && n[i] == field.key()) {
                Object v = n[i + 1];
                if (v != null) {
                    return v;
                }
            }
        }
        return indexField(o, field, self);
    }

    private static Object indexField(Object o, Field field, LuaFunction self) {
        if (o instanceof LuaTable t) {
            Object v = t.getField(field);
            return v != null || t.meta == null ? v : indexSlow(t, field.key(), self.vm);
        }
        return indexSlow(o, field.key(), self.vm);
    }

    public static Object index(Object o, long key, LuaFunction self) {
        if (o instanceof LuaTable t) {
            Object v = t.getInt(key);
            return v != null || t.meta == null ? v : indexSlow(t, key, self.vm);
        }
        return indexSlow(o, key, self.vm);
    }

    public static Object index(Object o, Object key, LuaFunction self) {
        if (o instanceof LuaTable t) {
            Object v = t.get(key);
            return v != null || t.meta == null ? v : indexSlow(t, key, self.vm);
        }
        return indexSlow(o, key, self.vm);
    }

    public static Object index(Object o, Object key, LuaVm vm) {
        return index(o, key, vm.anyFunction);
    }

    private static Object indexSlow(Object object, Object key, LuaVm vm) {
        Object o = object;
        for (int i = 0; i < MAX_META_CHAIN; i++) {
            Object m;
            if (o instanceof LuaTable t) {
                Object v = t.get(key);
                if (v != null) {
                    return v;
                }
                m = Meta.find(t.meta, Meta.INDEX);
                if (m == null) {
                    return null;
                }
            } else {
                m = Ops.meta(o, Meta.INDEX, vm);
                if (m == null) {
                    throw indexError(o, o == object, vm);
                }
            }
            if (m instanceof LuaFunction f) {
                return Ops.metaCall(vm, Meta.INDEX, f, o, key);
            }
            o = m;
            vm.charge(1);
        }
        throw Trace.runtimeError(vm, "'__index' chain too long; possibly a loop");
    }

    private static LuaError indexError(Object o, boolean isNamed, LuaVm vm) {
        String message = "attempt to index a " + Ops.typeNameOf(o, vm) + " value";
        return isNamed ? Trace.operandError(vm, message, 1) : Trace.runtimeError(vm, message);
    }

    public static void setindex(Object o, LuaString key, Object value, LuaFunction self) {
        if (o instanceof LuaTable t && t.meta == null) {
            t.putStr(key, value);
        } else {
            setSlow(o, key, value, self.vm);
        }
    }

    /// A field of compiled code. Small, so that the JIT puts it into every caller.
    public static void setindex(Object o, Field field, Object value, LuaFunction self) {
        if (o instanceof LuaTable t && t.meta == null) {
            Object[] n = t.nodes;
            int i = field.hint().at;
            if (i < n.length && n[i] == field.key() && n[i + 1] != null) {
                n[i + 1] = value;
                return;
            }
        }
        setField(o, field, value, self);
    }

    private static void setField(Object o, Field field, Object value, LuaFunction self) {
        if (o instanceof LuaTable t && t.meta == null) {
            t.putField(field, value);
        } else {
            setSlow(o, field.key(), value, self.vm);
        }
    }

    public static void setindex(Object o, long key, Object value, LuaFunction self) {
        if (o instanceof LuaTable t && t.meta == null) {
            t.putInt(key, value);
        } else {
            setSlow(o, key, value, self.vm);
        }
    }

    public static void setindex(Object o, Object key, Object value, LuaFunction self) {
        if (o instanceof LuaTable t && t.meta == null) {
            t.put(key, value);
        } else {
            setSlow(o, key, value, self.vm);
        }
    }

    static void setSlow(Object object, Object key, Object value, LuaVm vm) {
        Object o = object;
        for (int i = 0; i < MAX_META_CHAIN; i++) {
            Object m;
            if (o instanceof LuaTable t) {
                m = Meta.find(t.meta, Meta.NEWINDEX);
                if (m == null || t.get(key) != null) {
                    t.followMode();
                    t.put(key, value);
                    return;
                }
            } else {
                m = Ops.meta(o, Meta.NEWINDEX, vm);
                if (m == null) {
                    throw indexError(o, o == object, vm);
                }
            }
            if (m instanceof LuaFunction f) {
                Ops.call(vm, f, o, key, value);
                return;
            }
            o = m;
            vm.charge(1);
        }
        throw Trace.runtimeError(vm, "'__newindex' chain too long; possibly a loop");
    }

    /// `o[key] = value` with metamethods: for library code.
    public static void setindex(Object o, Object key, Object value, LuaVm vm) {
        setindex(o, key, value, vm.anyFunction);
    }
}
