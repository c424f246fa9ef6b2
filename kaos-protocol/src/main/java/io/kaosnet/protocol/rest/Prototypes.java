package io.kaosnet.protocol.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;

/// Default instances of generated classes by descriptor: a service descriptor knows the types of
/// its methods, not their classes. Pure functions, for start-up.
public final class Prototypes {
    private Prototypes() {}

    /// The default instance of the class generated for `type`.
    ///
    /// @throws IllegalStateException if there is no such class, or the file does not set
    ///     `java_multiple_files`
    public static Message of(Descriptor type) {
        FileDescriptor file = type.getFile();
        if (!file.getOptions().getJavaMultipleFiles()) {
            throw new IllegalStateException(
                    file.getName() + ": java_multiple_files is not set (expected: true)");
        }
        var className = new StringBuilder(type.getName());
        for (Descriptor outer = type.getContainingType();
                outer != null;
                outer = outer.getContainingType()) {
            className.insert(0, outer.getName() + '$');
        }
        className.insert(0, file.getOptions().getJavaPackage() + '.');
        try {
            return Internal.getDefaultInstance(
                    Class.forName(className.toString()).asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no class for " + type.getFullName(), e);
        }
    }
}
