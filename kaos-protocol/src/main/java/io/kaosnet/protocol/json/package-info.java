/// The JSON form of protobuf messages, both directions, on Jackson streaming.
///
/// Door: [io.kaosnet.protocol.json.MessageJson]. Owns no thread and no table; knows no server.
/// Codecs are built from descriptors on first use, one per message type, and published when whole.
@NullMarked
package io.kaosnet.protocol.json;

import org.jspecify.annotations.NullMarked;
