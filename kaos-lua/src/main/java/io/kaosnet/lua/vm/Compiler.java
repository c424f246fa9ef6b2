package io.kaosnet.lua.vm;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Arrays;

/// Owned by one compilation, then by its module's loader. Turns source into the classes of a
/// module: one for each function, its body in the method of its arity; in a large module the bodies
/// are in classes of their own, made when they are first called ([CodeLoader]). A function too
/// large for one JVM method keeps its variables in an array (its frame) and is cut into parts.
final class Compiler {
    /// So many constants of a class have a field of their own; the rest are in an array.
    static final int CONSTANT_FIELDS = 1500;

    /// A function of more tokens than this is cut into parts at once.
    private static final int LARGE_TOKENS = 4000;

    /// The functions of a module of more tokens than this are compiled when they are called.
    static final int LATE_TOKENS = 3000;

    private static final int PUBLIC_STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    private static final ClassFile CLASS_FILE =
            ClassFile.of(
                    ClassFile.ClassHierarchyResolverOption.of(
                            ClassHierarchyResolver.ofClassLoading(
                                    Compiler.class.getClassLoader())));

    /// A class of a function's code, and what goes with it.
    static final class Code {
        final byte[] bytes;
        final Site[] sites;
        final Object[] constants;
        final boolean hasParts;

        private Code(byte[] bytes, CodeBuf.Shared shared) {
            this.bytes = bytes;
            this.sites = shared.sites.toArray(new Site[0]);
            this.constants = shared.constants.toArray();
            this.hasParts = !shared.parts.isEmpty();
        }
    }

    private final String chunk;
    private final boolean is51;

    private Compiler(String chunk, boolean is51) {
        this.chunk = chunk;
        this.is51 = is51;
    }

    static LuaModule compile(String name, byte[] source, boolean is51, LuaVm payer) {
        try {
            return compileAll(name, source, is51, payer);
        } catch (StackOverflowError _) {
            throw new LuaError(LuaString.latin1(name + ": chunk too deeply nested: divide it"), "");
        }
    }

    private static LuaModule compileAll(String name, byte[] source, boolean is51, LuaVm payer) {
        Parser parser = new Parser(source, name, is51, payer);
        Ast.Proto main = parser.parse();
        Compiler compiler = new Compiler(name, is51);
        CodeLoader loader = new CodeLoader(name, compiler, parser.protos());
        int tokens = 0;
        for (Ast.Proto p : parser.protos()) {
            new Kinds(is51).infer(p);
            tokens += p.tokens;
        }
        for (Ast.Proto p : parser.protos()) {
            if (payer != null) {
                payer.charge(p.tokens * 8L);
                payer.alloc(2000 + p.tokens * 30L);
            }
            // One that may prove too large to compile is compiled here, where that can be said.
            if (tokens > LATE_TOKENS && p != main && p.tokens < LARGE_TOKENS) {
                loader.addLate(p);
            } else {
                loader.add(p, compiler.code(p, false));
            }
        }
        if (tokens <= LATE_TOKENS) {
            parser.protos().forEach(p -> p.upvalues.clear());
        }
        return new LuaModule(name, loader, CodeLoader.className(main.id));
    }

    /// Compiles a function, whose tree is then gone. `isApart`: into a class that is not the one of
    /// its closures.
    Code code(Ast.Proto p, boolean isApart) {
        Code code = inOneMethod(p, isApart);
        if (code == null) {
            for (Ast.Var v : p.locals) {
                v.kind = 'A';
                v.slot = -1;
            }
            try {
                code = generate(p, true, isApart);
            } catch (IllegalArgumentException _) {
                throw new LuaError(
                        LuaString.latin1(
                                chunk
                                        + ":"
                                        + p.line
                                        + ": function '"
                                        + p.name
                                        + "' is too large: divide it"),
                        "");
            }
        }
        // The tree has served its purpose; traces need only names and lines.
        p.body = null;
        p.locals.clear();
        p.params.clear();
        if (isApart) {
            // Its closures' class and its parent's code are there.
            p.upvalues.clear();
        }
        return code;
    }

    private Code inOneMethod(Ast.Proto p, boolean isApart) {
        if (p.tokens >= LARGE_TOKENS) {
            return null;
        }
        try {
            return generate(p, false, isApart);
        } catch (IllegalArgumentException _) {
            // Too large for one method after all.
            return null;
        }
    }

    /// Parameters of the method that holds its body; -1 for an array of all arguments.
    static int arity(Ast.Proto p) {
        return p.isVararg || p.params.size() > 3 ? -1 : p.params.size();
    }

    private Code generate(Ast.Proto p, boolean isFramed, boolean isApart) {
        CodeBuf.Shared shared = new CodeBuf.Shared(p, is51, isFramed, isApart, new Kinds(is51));
        int arity = arity(p);
        byte[] bytes =
                CLASS_FILE.build(
                        shared.home,
                        c -> {
                            c.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL);
                            if (!isApart) {
                                closure(c, p, arity);
                            }
                            body(c, shared, arity);
                            // Parts may find further parts in themselves.
                            for (int i = 0; i < shared.parts.size(); i++) {
                                part(c, shared, shared.parts.get(i));
                            }
                            constants(c, shared);
                        });
        return new Code(bytes, shared);
    }

    /// What makes the class that of closures: upvalues and a constructor.
    private static void closure(ClassBuilder c, Ast.Proto p, int arity) {
        ClassDesc parent =
                ClassDesc.of(LuaFunction.class.getName() + "$Fn" + (arity < 0 ? "N" : arity));
        c.withSuperclass(parent);
        fields(c, p);
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_void, CodeBuf.VM);
        c.withMethodBody(
                "<init>",
                type,
                ClassFile.ACC_PUBLIC,
                code -> code.aload(0).aload(1).invokespecial(parent, "<init>", type).return_());
    }

    private static void fields(ClassBuilder c, Ast.Proto p) {
        for (int i = 0; i < p.upvalues.size(); i++) {
            Ast.Var v = p.upvalues.get(i).var();
            c.withField("u" + i, v.isCell() ? CodeBuf.CELL : CodeBuf.OBJECT, ClassFile.ACC_PUBLIC);
        }
    }

    private void body(ClassBuilder c, CodeBuf.Shared shared, int arity) {
        Ast.Proto p = shared.proto;
        ClassDesc[] parameters = new ClassDesc[arity < 0 ? 1 : arity];
        Arrays.fill(parameters, arity < 0 ? CodeBuf.OBJECTS : CodeBuf.OBJECT);
        MethodTypeDesc type = MethodTypeDesc.of(CodeBuf.OBJECT, parameters);
        // Apart, the closure is the first parameter: the same slot.
        c.withMethodBody(
                "call" + (arity < 0 ? "N" : arity),
                shared.isApart() ? type.insertParameterTypes(0, shared.owner) : type,
                shared.isApart() ? PUBLIC_STATIC : ClassFile.ACC_PUBLIC,
                code -> {
                    shared.parts.clear();
                    shared.frameSize = 1;
                    shared.floatOps = 0;
                    CodeBuf b = new CodeBuf(code, shared, 1 + parameters.length);
                    if (shared.isFramed) {
                        framedStart(b, p, arity);
                        ExprCode e = new ExprCode(b, -1);
                        StatCode s = new StatCode(b, e, false);
                        s.block(p.body);
                        s.end();
                        return;
                    }
                    int varargs = plainStart(b, p, arity);
                    ExprCode e = new ExprCode(b, varargs);
                    StatCode s = new StatCode(b, e, false);
                    s.block(p.body);
                    s.end();
                });
    }

    private static void enter(CodeBuf b, Ast.Proto p) {
        if (p.needsEnter) {
            b.self();
            b.at(p.line);
            b.virtual(CodeBuf.FUNCTION, "enter", ConstantDescs.CD_void);
        }
    }

    private static void parameter(CodeBuf b, int i, int arity) {
        if (arity >= 0) {
            b.code.aload(1 + i);
        } else {
            b.code.aload(1);
            b.code.loadConstant(i);
            b.stat(CodeBuf.OPS, "at", CodeBuf.OBJECT, CodeBuf.OBJECTS, ConstantDescs.CD_int);
        }
    }

    private static void rest(CodeBuf b, int from) {
        b.code.aload(1);
        if (from > 0) {
            b.code.loadConstant(from);
            b.self();
            b.stat(
                    CodeBuf.OPS,
                    "rest",
                    CodeBuf.OBJECTS,
                    CodeBuf.OBJECTS,
                    ConstantDescs.CD_int,
                    CodeBuf.FUNCTION);
        }
    }

    private static int plainStart(CodeBuf b, Ast.Proto p, int arity) {
        enter(b, p);
        for (int i = 0; i < p.params.size(); i++) {
            Ast.Var v = p.params.get(i);
            if (arity >= 0 && !v.isCell()) {
                v.slot = 1 + i;
            } else {
                b.declare(v);
                parameter(b, i, arity);
                b.initVar(v);
            }
        }
        if (!p.isVararg) {
            return -1;
        }
        int slot = b.slot('A');
        rest(b, p.params.size());
        b.code.astore(slot);
        return slot;
    }

    /// Variables go into an array in slot 1; its first element holds the values of `...`.
    private static void framedStart(CodeBuf b, Ast.Proto p, int arity) {
        enter(b, p);
        int frame = b.slot('A');
        b.code.loadConstant(p.locals.size() + 1);
        b.code.anewarray(CodeBuf.OBJECT);
        b.code.astore(frame);
        if (p.isVararg) {
            b.code.aload(frame);
            b.code.loadConstant(0);
            rest(b, p.params.size());
            b.code.aastore();
        }
        int[] slots = new int[p.params.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = b.slot('A');
            parameter(b, i, arity);
            b.code.astore(slots[i]);
        }
        b.code.aload(frame);
        b.code.astore(1);
        for (int i = 0; i < slots.length; i++) {
            Ast.Var v = p.params.get(i);
            b.declare(v);
            b.code.aload(slots[i]);
            b.initVar(v);
        }
    }

    private static void part(ClassBuilder c, CodeBuf.Shared shared, CodeBuf.Part part) {
        boolean isTable = part.table() != null;
        MethodTypeDesc type =
                isTable
                        ? MethodTypeDesc.of(
                                ConstantDescs.CD_void, shared.owner, CodeBuf.OBJECTS, CodeBuf.TABLE)
                        : MethodTypeDesc.of(CodeBuf.OBJECT, shared.owner, CodeBuf.OBJECTS);
        int known = shared.parts.size();
        c.withMethodBody(
                part.name(),
                type,
                PUBLIC_STATIC,
                code -> {
                    // The handler may run twice: forget the parts the first run found.
                    while (shared.parts.size() > known) {
                        shared.parts.removeLast();
                    }
                    CodeBuf b = new CodeBuf(code, shared, isTable ? 3 : 2);
                    ExprCode e = new ExprCode(b, -1);
                    if (isTable) {
                        code.aload(2);
                        e.tables.items(part.table(), part.from(), part.to());
                        code.pop();
                        code.return_();
                    } else {
                        StatCode s = new StatCode(b, e, true);
                        s.part(part);
                        s.end();
                    }
                });
    }

    private static void constants(ClassBuilder c, CodeBuf.Shared shared) {
        int n = shared.constants.size();
        if (n == 0) {
            return;
        }
        int fields = Math.min(n, CONSTANT_FIELDS);
        for (int i = 0; i < fields; i++) {
            c.withField(
                    "k" + i,
                    CodeBuf.constantType(shared.constants.get(i)),
                    ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        }
        c.withField("k", CodeBuf.OBJECTS, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        c.withMethodBody(
                "<clinit>",
                ConstantDescs.MTD_void,
                ClassFile.ACC_STATIC,
                code -> {
                    code.loadConstant(shared.home);
                    code.invokestatic(
                            CodeBuf.OPS,
                            "constants",
                            MethodTypeDesc.of(CodeBuf.OBJECTS, ConstantDescs.CD_Class));
                    code.astore(0);
                    for (int i = 0; i < fields; i++) {
                        ClassDesc type = CodeBuf.constantType(shared.constants.get(i));
                        code.aload(0);
                        code.loadConstant(i);
                        code.aaload();
                        code.checkcast(type);
                        code.putstatic(shared.home, "k" + i, type);
                    }
                    code.aload(0);
                    code.loadConstant(fields);
                    code.invokestatic(
                            CodeBuf.OPS,
                            "rest",
                            MethodTypeDesc.of(
                                    CodeBuf.OBJECTS, CodeBuf.OBJECTS, ConstantDescs.CD_int));
                    code.putstatic(shared.home, "k", CodeBuf.OBJECTS);
                    code.return_();
                });
    }
}
