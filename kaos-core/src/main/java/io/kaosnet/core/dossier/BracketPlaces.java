package io.kaosnet.core.dossier;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// What a dossier tells of the brackets that a user takes part in. It is not put back: a bracket is
/// of all its players.
final class BracketPlaces {
    private BracketPlaces() {}

    static void write(Tx tx, UUID userId, JsonGenerator out) throws IOException {
        String text = userId.toString();
        List<Bracket> brackets =
                tx.sql(
                                "SELECT state FROM bracket WHERE {byte-position}(state, ?) > 0"
                                        + " ORDER BY create_time, id")
                        .bind(text.getBytes(StandardCharsets.UTF_8))
                        .list(BracketPlaces::bracket);
        out.writeArrayFieldStart("brackets");
        for (Bracket bracket : brackets) {
            for (BracketEntrant entrant : bracket.getEntrantsList()) {
                if (entrant.getUserId().equals(text)) {
                    write(bracket, entrant, out);
                }
            }
        }
        out.writeEndArray();
    }

    private static void write(Bracket bracket, BracketEntrant entrant, JsonGenerator out)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("bracket_id", bracket.getId());
        out.writeStringField("title", bracket.getTitle());
        out.writeStringField("username", entrant.getUsername());
        out.writeNumberField("seed", entrant.getSeed());
        out.writeNumberField("place", entrant.getPlace());
        out.writeNumberField("wins", entrant.getWins());
        out.writeNumberField("draws", entrant.getDraws());
        out.writeNumberField("losses", entrant.getLosses());
        out.writeNumberField("points", entrant.getPoints());
        out.writeBooleanField("withdrawn", entrant.getWithdrawn());
        out.writeEndObject();
    }

    private static Bracket bracket(Row row) {
        byte[] state = row.bytesOrNull(1);
        try {
            return Bracket.parseFrom(state == null ? new byte[0] : state);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a bracket in the database is damaged", e);
        }
    }
}
