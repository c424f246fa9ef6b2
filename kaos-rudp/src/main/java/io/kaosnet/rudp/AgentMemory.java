package io.kaosnet.rudp;

import io.kaosnet.rudp.io.DatagramIo;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// Ciphers and scratch memory, which all connections of one agent may share. Owned by one agent.
///
/// A server has one of its own. A program with many clients gives them one together: of its own
/// each would cost six kilobytes, and every packet would find them cold.
public final class AgentMemory {
    final PacketCipher cipher = new PacketCipher();
    final Cipher tokenCipher = TokenSecrets.newCipher();
    final Mac mac = Hkdf.newMac();
    final byte[] packet = new byte[DatagramIo.MAX_DATAGRAM_BYTES];
    final byte[] plain = new byte[DatagramIo.MAX_DATAGRAM_BYTES];
}
