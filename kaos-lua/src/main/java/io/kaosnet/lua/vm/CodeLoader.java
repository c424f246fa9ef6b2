package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Safe from any thread once built. The classes of one module and what traces need to know of them.
final class CodeLoader extends ClassLoader {
    /// The module's name as messages show it.
    final String chunk;

    private final List<Ast.Proto> protos = new ArrayList<>();
    private final List<Site[]> sites = new ArrayList<>();
    private final List<Object[]> constants = new ArrayList<>();
    private final Map<String, byte[]> pending = new HashMap<>();
    private final Map<String, Integer> ids = new HashMap<>();

    CodeLoader(String chunk) {
        super(CodeLoader.class.getClassLoader());
        this.chunk = chunk;
    }

    static String className(int id) {
        return "lua.F" + id;
    }

    void add(Ast.Proto proto, Site[] protoSites, Object[] protoConstants, byte[] code) {
        ids.put(className(proto.id), protos.size());
        protos.add(proto);
        sites.add(protoSites);
        constants.add(protoConstants);
        pending.put(className(proto.id), code);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code;
        synchronized (pending) {
            code = pending.remove(name);
        }
        if (code == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, code, 0, code.length);
    }

    Ast.Proto proto(Class<?> c) {
        return protos.get(ids.get(c.getName()));
    }

    Site site(Class<?> c, int id) {
        Site[] all = sites.get(ids.get(c.getName()));
        return id >= 0 && id < all.length ? all[id] : null;
    }

    Object[] constants(Class<?> c) {
        return constants.get(ids.get(c.getName()));
    }
}
