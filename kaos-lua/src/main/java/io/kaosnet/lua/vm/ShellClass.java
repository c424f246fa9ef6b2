package io.kaosnet.lua.vm;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;

/// Stateless. The class of a function whose code is compiled when it is first called: fields for
/// the upvalues, a constructor, and a `callN` that hands itself and its arguments to the code's
/// class. Once the JIT has seen it, it costs nothing.
///
/// Written by hand, as there may be hundreds in a module and all are alike.
final class ShellClass {
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String PARENT = LuaFunction.class.getName().replace('.', '/') + "$Fn";
    private static final String VM = descriptor(LuaVm.class);
    private static final String CELL = descriptor(Cell.class);
    private static final int TAG_UTF8 = 1;
    private static final int TAG_CLASS = 7;
    private static final int TAG_METHODREF = 10;
    private static final int TAG_NAME_AND_TYPE = 12;
    private static final int ALOAD = 0x19;
    private static final int INVOKESPECIAL = 0xb7;
    private static final int INVOKESTATIC = 0xb8;
    private static final int RETURN = 0xb1;
    private static final int ARETURN = 0xb0;

    // Places in the constant pool.
    private static final int THIS = 2;
    private static final int SUPER = 4;
    private static final int INIT = 5;
    private static final int INIT_TYPE = 6;
    private static final int SUPER_INIT = 8;
    private static final int CODE = 9;
    private static final int CALL = 10;
    private static final int CALL_TYPE = 11;
    private static final int BODY_CALL = 16;
    private static final int OBJECT_TYPE = 17;
    private static final int CELL_TYPE = 18;
    private static final int FIRST_FIELD = 19;

    private ShellClass() {}

    private static String descriptor(Class<?> c) {
        return "L" + c.getName().replace('.', '/') + ";";
    }

    static byte[] bytes(Ast.Proto p) {
        var bytes = new ByteArrayOutputStream(640);
        try {
            write(p, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Ast.Proto p, DataOutputStream out) throws IOException {
        int arity = Compiler.arity(p);
        out.writeInt(ClassFile.MAGIC_NUMBER);
        out.writeShort(0);
        out.writeShort(ClassFile.latestMajorVersion());
        constants(p, arity, out);
        out.writeShort(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
        out.writeShort(THIS);
        out.writeShort(SUPER);
        out.writeShort(0);
        out.writeShort(p.upvalues.size());
        for (int i = 0; i < p.upvalues.size(); i++) {
            out.writeShort(ClassFile.ACC_PUBLIC);
            out.writeShort(FIRST_FIELD + i);
            out.writeShort(p.upvalues.get(i).var().isCell() ? CELL_TYPE : OBJECT_TYPE);
            out.writeShort(0);
        }
        out.writeShort(2);
        method(out, INIT, INIT_TYPE, 2, INVOKESPECIAL, SUPER_INIT, RETURN);
        int values = 1 + (arity < 0 ? 1 : arity);
        method(out, CALL, CALL_TYPE, values, INVOKESTATIC, BODY_CALL, ARETURN);
        out.writeShort(0);
    }

    private static void constants(Ast.Proto p, int arity, DataOutputStream out) throws IOException {
        String suffix = arity < 0 ? "N" : String.valueOf(arity);
        String own = CodeLoader.className(p.id).replace('.', '/');
        String arguments = arity < 0 ? "[" + OBJECT : OBJECT.repeat(arity);
        out.writeShort(FIRST_FIELD + p.upvalues.size());
        utf8(out, own);
        reference(out, TAG_CLASS, THIS - 1);
        utf8(out, PARENT + suffix);
        reference(out, TAG_CLASS, SUPER - 1);
        utf8(out, "<init>");
        utf8(out, "(" + VM + ")V");
        references(out, TAG_NAME_AND_TYPE, INIT, INIT_TYPE);
        references(out, TAG_METHODREF, SUPER, SUPER_INIT - 1);
        utf8(out, "Code");
        utf8(out, "call" + suffix);
        utf8(out, "(" + arguments + ")" + OBJECT);
        utf8(out, CodeLoader.bodyName(p.id).replace('.', '/'));
        reference(out, TAG_CLASS, CALL_TYPE + 1);
        utf8(out, "(L" + own + ";" + arguments + ")" + OBJECT);
        references(out, TAG_NAME_AND_TYPE, CALL, CALL_TYPE + 3);
        references(out, TAG_METHODREF, CALL_TYPE + 2, BODY_CALL - 1);
        utf8(out, OBJECT);
        utf8(out, CELL);
        for (int i = 0; i < p.upvalues.size(); i++) {
            utf8(out, "u" + i);
        }
    }

    private static void utf8(DataOutputStream out, String text) throws IOException {
        out.writeByte(TAG_UTF8);
        out.writeUTF(text);
    }

    private static void reference(DataOutputStream out, int tag, int index) throws IOException {
        out.writeByte(tag);
        out.writeShort(index);
    }

    private static void references(DataOutputStream out, int tag, int first, int second)
            throws IOException {
        reference(out, tag, first);
        out.writeShort(second);
    }

    /// A method that passes all its values on to another one.
    private static void method(
            DataOutputStream out, int name, int type, int values, int invoke, int callee, int end)
            throws IOException {
        out.writeShort(ClassFile.ACC_PUBLIC);
        out.writeShort(name);
        out.writeShort(type);
        out.writeShort(1);
        out.writeShort(CODE);
        int length = 2 * values + 4;
        out.writeInt(12 + length);
        out.writeShort(values);
        out.writeShort(values);
        out.writeInt(length);
        for (int i = 0; i < values; i++) {
            out.writeByte(ALOAD);
            out.writeByte(i);
        }
        out.writeByte(invoke);
        out.writeShort(callee);
        out.writeByte(end);
        out.writeShort(0);
        out.writeShort(0);
    }
}
