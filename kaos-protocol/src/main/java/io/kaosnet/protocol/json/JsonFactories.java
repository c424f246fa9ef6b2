package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;

/// Factories of JSON readers and writers whose buffers outlive threads. A factory of Jackson's own
/// making would keep them for the thread, and so make new ones for each call. What is read by one
/// factory shares its table of names, so that names that players make up do not crowd out those of
/// the protocol.
public final class JsonFactories {
    private static final BufferPool BUFFERS = new BufferPool();

    private JsonFactories() {}

    public static JsonFactory create() {
        return builder().build();
    }

    public static JsonFactoryBuilder builder() {
        return new JsonFactoryBuilder().recyclerPool(BUFFERS);
    }
}
