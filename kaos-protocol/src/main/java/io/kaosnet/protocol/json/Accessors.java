package io.kaosnet.protocol.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/// Binds the generated getters and setters of a message class to plain functional interfaces, once
/// per field. A call is then an interface call: no reflection and no boxing per message. Pure
/// functions.
final class Accessors {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private Accessors() {}

    /// A getter: `shape` has one method, which takes the message.
    static <T> T getter(Class<T> shape, Class<?> owner, String methodName) {
        return bind(shape, method(owner, methodName));
    }

    /// A setter: `shape` has one method, which takes the builder and the value.
    static <T> T setter(Class<T> shape, Class<?> builder, String methodName, Class<?> value) {
        return bind(shape, method(builder, methodName, value));
    }

    /// A static factory of one parameter.
    static <T> T factory(Class<T> shape, Class<?> owner, String methodName, Class<?> value) {
        return bind(shape, method(owner, methodName, value));
    }

    static Class<?> returnType(Class<?> owner, String getterName) {
        return method(owner, getterName).getReturnType();
    }

    /// The part of an accessor's name that comes from the field: `user_id_one` -> `UserIdOne`.
    static String nameOf(FieldDescriptor field) {
        return camelCase(field.getName());
    }

    static String camelCase(String name) {
        var result = new StringBuilder(name.length());
        boolean isUpperNext = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                isUpperNext = true;
            } else {
                result.append(isUpperNext ? Character.toUpperCase(c) : c);
                isUpperNext = c >= '0' && c <= '9';
            }
        }
        return result.toString();
    }

    private static Method method(Class<?> owner, String name, Class<?>... parameters) {
        try {
            return owner.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(owner + "." + name, e);
        }
    }

    private static <T> T bind(Class<T> shape, Method target) {
        Method single = singleMethod(shape);
        MethodType erased =
                MethodType.methodType(single.getReturnType(), single.getParameterTypes());
        try {
            MethodHandle handle = LOOKUP.unreflect(target);
            MethodType actual = handle.type();
            // Where the shape speaks of Object, the lambda casts (and unboxes) to the real type.
            MethodType instantiated = erased;
            for (int i = 0; i < erased.parameterCount(); i++) {
                if (erased.parameterType(i) == Object.class) {
                    instantiated =
                            instantiated.changeParameterType(i, actual.wrap().parameterType(i));
                }
            }
            if (erased.returnType() == Object.class) {
                instantiated = instantiated.changeReturnType(actual.wrap().returnType());
            }
            Object accessor =
                    LambdaMetafactory.metafactory(
                                    LOOKUP,
                                    single.getName(),
                                    MethodType.methodType(shape),
                                    erased,
                                    handle,
                                    instantiated)
                            .getTarget()
                            .invoke();
            return shape.cast(accessor);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot bind " + target, e);
        }
    }

    private static Method singleMethod(Class<?> shape) {
        for (Method method : shape.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                return method;
            }
        }
        throw new IllegalArgumentException(shape + ": no abstract method");
    }
}
