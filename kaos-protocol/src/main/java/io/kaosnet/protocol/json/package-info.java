/// The JSON form of protobuf messages, both directions, on Jackson streaming. Knows no server.
@NullMarked
package io.kaosnet.protocol.json;

import org.jspecify.annotations.NullMarked;
