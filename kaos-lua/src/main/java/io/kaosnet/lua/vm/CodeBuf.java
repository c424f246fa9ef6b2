package io.kaosnet.lua.vm;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Owned by one compilation. The bytecode of one method, in the few instructions the engine uses.
final class CodeBuf {
    static final ClassDesc OBJECT = ConstantDescs.CD_Object;
    static final ClassDesc OBJECTS = OBJECT.arrayType();
    static final ClassDesc FUNCTION = desc(LuaFunction.class);
    static final ClassDesc VM = desc(LuaVm.class);
    static final ClassDesc STRING = desc(LuaString.class);
    static final ClassDesc TABLE = desc(LuaTable.class);
    static final ClassDesc FIELD = desc(Field.class);
    static final ClassDesc SHAPE = desc(Shape.class);
    static final ClassDesc CELL = desc(Cell.class);
    static final ClassDesc OPS = desc(Ops.class);
    static final ClassDesc ARITH = desc(Arith.class);
    static final ClassDesc INDEXING = desc(Indexing.class);
    static final ClassDesc COMPARISON = desc(Comparison.class);
    static final ClassDesc CONCAT = desc(Concat.class);
    static final ClassDesc CLOSABLES = desc(Closables.class);
    static final ClassDesc ITER = desc(Iter.class);
    static final ClassDesc NUMFOR = desc(NumFor.class);
    static final ClassDesc ERROR = desc(LuaError.class);
    private static final ClassDesc LONG = ConstantDescs.CD_Long;
    private static final ClassDesc DOUBLE = ConstantDescs.CD_Double;
    private static final int MAX_SITES = 0xffff;
    private static final int MAX_TYPES = 500;

    /// What all methods of one class share.
    static final class Shared {
        final Ast.Proto proto;

        /// The class of its closures.
        final ClassDesc owner;

        /// The class of its code and constants: the same one, or one apart.
        final ClassDesc home;

        final boolean is51;
        final boolean isFramed;
        final Kinds kinds;
        final List<Site> sites = new ArrayList<>();
        final Map<Site, Integer> siteIds = new HashMap<>();
        final List<Object> constants = new ArrayList<>();
        final Map<Object, Integer> constantIds = new HashMap<>();
        final Map<LuaString, Field> fields = new HashMap<>();
        final Map<String, Map<Object, String>> names = new HashMap<>();
        final List<Part> parts = new ArrayList<>();
        int frameSize;

        /// Places where floats have a way of their own.
        int floatOps;

        Shared(Ast.Proto proto, boolean is51, boolean isFramed, boolean isApart, Kinds kinds) {
            this.proto = proto;
            this.owner = ClassDesc.of(CodeLoader.className(proto.id));
            this.home = isApart ? ClassDesc.of(CodeLoader.bodyName(proto.id)) : owner;
            this.is51 = is51;
            this.isFramed = isFramed;
            this.kinds = kinds;
            // The JVM takes line 0 for none.
            sites.add(new Site(proto.line, null, null, false));
        }

        boolean isApart() {
            return home != owner;
        }
    }

    /// Code moved out of a method that is too large: statements, or items of a table.
    record Part(String name, List<Ast.Stat> stats, Ast.TableExpr table, int from, int to) {}

    final CodeBuilder code;
    final Shared shared;
    private int nextSlot;
    private int lastSite = -1;

    CodeBuf(CodeBuilder code, Shared shared, int firstSlot) {
        this.code = code;
        this.shared = shared;
        this.nextSlot = firstSlot;
    }

    static ClassDesc desc(Class<?> c) {
        return ClassDesc.of(c.getName());
    }

    // ---- slots

    int slot(char kind) {
        int s = nextSlot;
        nextSlot += kind == 'J' || kind == 'D' ? 2 : 1;
        return s;
    }

    int mark() {
        return nextSlot;
    }

    void release(int mark) {
        nextSlot = mark;
    }

    void load(char kind, int slot) {
        code.loadLocal(type(kind), slot);
    }

    void store(char kind, int slot) {
        code.storeLocal(type(kind), slot);
    }

    private static TypeKind type(char kind) {
        return switch (kind) {
            case 'J' -> TypeKind.LONG;
            case 'D' -> TypeKind.DOUBLE;
            case 'I' -> TypeKind.INT;
            default -> TypeKind.REFERENCE;
        };
    }

    void self() {
        code.aload(0);
    }

    // ---- calls

    void stat(ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
        code.invokestatic(owner, name, type(result, parameters));
    }

    void virtual(ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
        code.invokevirtual(owner, name, type(result, parameters));
    }

    /// Kept, since each builds and hashes its descriptor anew.
    private static final Map<List<ClassDesc>, MethodTypeDesc> TYPES = new ConcurrentHashMap<>();

    private static MethodTypeDesc type(ClassDesc result, ClassDesc... parameters) {
        List<ClassDesc> key = new ArrayList<>(parameters.length + 1);
        key.add(result);
        for (ClassDesc p : parameters) {
            key.add(p);
        }
        MethodTypeDesc known = TYPES.get(key);
        if (known != null) {
            return known;
        }
        MethodTypeDesc made = MethodTypeDesc.of(result, parameters);
        // Types with a compiled class in them are as many as there are modules.
        if (TYPES.size() < MAX_TYPES) {
            TYPES.put(key, made);
        }
        return made;
    }

    void tick() {
        self();
        virtual(FUNCTION, "tick", ConstantDescs.CD_void);
    }

    /// Says that what follows may raise an error here.
    void at(int line, String name1, String name2, boolean isCall) {
        at(new Site(line, name1, name2, isCall));
    }

    void at(Site site) {
        Integer id = shared.siteIds.get(site);
        if (id == null) {
            if (shared.sites.size() >= MAX_SITES) {
                return;
            }
            id = shared.sites.size();
            shared.sites.add(site);
            shared.siteIds.put(site, id);
        }
        if (id != lastSite) {
            code.lineNumber(id);
            lastSite = id;
        }
    }

    void at(int line) {
        at(line, null, null, false);
    }

    void bind(Label label) {
        code.labelBinding(label);
        lastSite = -1;
    }

    // ---- values

    void convert(char from, char to) {
        if (from == to) {
            return;
        }
        if (to == 'A') {
            if (from == 'J') {
                stat(LONG, "valueOf", LONG, ConstantDescs.CD_long);
            } else {
                stat(DOUBLE, "valueOf", DOUBLE, ConstantDescs.CD_double);
            }
        } else if (from == 'J' && to == 'D') {
            code.l2d();
        } else {
            throw new IllegalStateException("kind " + from + " where " + to + " is needed");
        }
    }

    /// A constant as an object.
    void constant(Object value) {
        // Doubles that are equal but not the same (0.0, -0.0) have different keys.
        Integer id = shared.constantIds.get(value);
        if (id == null) {
            id = shared.constants.size();
            shared.constants.add(value);
            shared.constantIds.put(value, id);
        }
        if (id < Compiler.CONSTANT_FIELDS) {
            code.getstatic(shared.home, "k" + id, constantType(value));
        } else {
            code.getstatic(shared.home, "k", OBJECTS);
            // In two halves, each small enough to need no place in the constant pool.
            code.loadConstant(id - Compiler.CONSTANT_FIELDS >> 15);
            code.loadConstant(id - Compiler.CONSTANT_FIELDS & 0x7fff);
            stat(OPS, "constant", OBJECT, OBJECTS, ConstantDescs.CD_int, ConstantDescs.CD_int);
            code.checkcast(constantType(value));
        }
    }

    static ClassDesc constantType(Object value) {
        return switch (value) {
            case LuaString _ -> STRING;
            case Long _ -> LONG;
            case Double _ -> DOUBLE;
            case Field _ -> FIELD;
            case Shape _ -> SHAPE;
            default -> throw new IllegalStateException(value.toString());
        };
    }

    /// A constant key, with the hint that all its uses in this function share.
    void field(LuaString key) {
        constant(shared.fields.computeIfAbsent(key, Field::new));
    }

    void pushLong(long value) {
        if (value == (int) value) {
            code.loadConstant((int) value);
            code.i2l();
            return;
        }
        code.loadConstant(value);
    }

    void bool(boolean value) {
        code.getstatic(
                ConstantDescs.CD_Boolean, value ? "TRUE" : "FALSE", ConstantDescs.CD_Boolean);
    }

    // ---- variables

    private static final int FRAME = 1;

    void declare(Ast.Var v) {
        if (shared.isFramed) {
            v.slot = shared.frameSize++;
        } else {
            v.slot = slot(v.isCell() ? 'A' : v.kind);
        }
    }

    /// The cell of a shared variable, or its value.
    void loadRaw(Ast.Var v) {
        if (shared.isFramed) {
            code.aload(FRAME);
            code.loadConstant(v.slot);
            code.aaload();
            if (v.isCell()) {
                code.checkcast(CELL);
            }
        } else {
            load(v.isCell() ? 'A' : v.kind, v.slot);
        }
    }

    char loadVar(Ast.Var v) {
        loadRaw(v);
        if (v.isCell()) {
            code.getfield(CELL, "v", OBJECT);
            return 'A';
        }
        return v.kind;
    }

    /// Stores the value on the stack, of the variable's kind, into a variable that begins here.
    void initVar(Ast.Var v) {
        if (v.isCell()) {
            code.new_(CELL);
            code.dup_x1();
            code.swap();
            code.invokespecial(CELL, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT));
        }
        storeRaw(v);
    }

    private void storeRaw(Ast.Var v) {
        if (shared.isFramed) {
            code.aload(FRAME);
            code.swap();
            code.loadConstant(v.slot);
            code.swap();
            code.aastore();
        } else {
            store(v.isCell() ? 'A' : v.kind, v.slot);
        }
    }

    /// Stores the value on the stack into a variable that exists.
    void storeVar(Ast.Var v) {
        if (v.isCell()) {
            loadRaw(v);
            code.swap();
            code.putfield(CELL, "v", OBJECT);
        } else {
            storeRaw(v);
        }
    }

    private static ClassDesc upvalueType(Ast.Var v) {
        return v.isCell() ? CELL : OBJECT;
    }

    /// An upvalue's cell or value.
    void loadUpvalueRaw(Ast.Var v, int index) {
        self();
        if (v.selfOf == shared.proto && !v.reassigned) {
            return;
        }
        code.getfield(shared.owner, "u" + index, upvalueType(v));
    }

    void loadUpvalue(Ast.Var v, int index) {
        loadUpvalueRaw(v, index);
        if (v.isCell()) {
            code.getfield(CELL, "v", OBJECT);
        }
    }

    /// A new closure of `p`.
    void closure(Ast.Proto p) {
        self();
        stat(OPS, "closure", ConstantDescs.CD_void, FUNCTION);
        ClassDesc c = ClassDesc.of(CodeLoader.className(p.id));
        code.new_(c);
        code.dup();
        self();
        code.getfield(FUNCTION, "vm", VM);
        code.invokespecial(c, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void, VM));
        for (int i = 0; i < p.upvalues.size(); i++) {
            Ast.Upvalue u = p.upvalues.get(i);
            if (u.var().selfOf == p && !u.var().reassigned) {
                continue;
            }
            code.dup();
            if (u.fromParentLocal()) {
                loadRaw(u.var());
                if (!u.var().isCell()) {
                    convert(shared.isFramed ? 'A' : u.var().kind, 'A');
                }
            } else {
                loadUpvalueRaw(u.var(), u.parentIndex());
            }
            code.putfield(c, "u" + i, upvalueType(u.var()));
        }
        if (shared.is51) {
            code.dup();
            self();
            code.getfield(FUNCTION, "env", OBJECT);
            code.putfield(FUNCTION, "env", OBJECT);
        }
    }
}
