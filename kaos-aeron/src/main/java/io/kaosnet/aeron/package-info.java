/// Transports on Aeron, for trusted networks: multicast from one server to a LAN (arena screens,
/// spectators, recorders) and shared memory to a process on the same machine. No encryption and no
/// players: those come over reliable UDP.
///
/// The JVM needs `--add-opens java.base/jdk.internal.misc=ALL-UNNAMED`.
@NullMarked
package io.kaosnet.aeron;

import org.jspecify.annotations.NullMarked;
