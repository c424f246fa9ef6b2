package io.kaosnet.core.match;

import io.kaosnet.runtime.MatchPresence;
import java.util.List;

/// Where matches wait for the server to come back. May block.
public interface MatchSnapshots {
    /// One match. The state belongs to its handler and must not be modified.
    ///
    /// @param tick loops it had run
    /// @param players whose seats are to be held
    record Saved(
            MatchId id, String handlerName, long tick, List<MatchPresence> players, Bytes state) {

        Saved(
                MatchId id,
                String handlerName,
                long tick,
                List<MatchPresence> players,
                byte[] state) {
            this(id, handlerName, tick, players, new Bytes(state));
        }
    }

    /// Immutable bytes.
    final class Bytes {
        private final byte[] bytes;

        public Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] toArray() {
            return bytes.clone();
        }
    }

    void save(List<Saved> matches);

    /// Everything saved for this node; it is forgotten with this call.
    List<Saved> take();

    /// For servers without a database: nothing outlives the process.
    MatchSnapshots NONE =
            new MatchSnapshots() {
                @Override
                public void save(List<Saved> matches) {
                    // Nowhere to put them: the matches end with the process.
                }

                @Override
                public List<Saved> take() {
                    return List.of();
                }
            };
}
