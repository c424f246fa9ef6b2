package io.kaosnet.core.dossier;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kaosnet.core.bracket.Brackets;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import java.io.IOException;
import java.util.UUID;

/// What a dossier tells of the brackets that a user takes part in. It is not put back: a bracket is
/// of all its players.
final class BracketPlaces {
    private BracketPlaces() {}

    static void write(Tx tx, UUID userId, JsonGenerator out) throws IOException {
        String text = userId.toString();
        out.writeArrayFieldStart("brackets");
        for (Bracket bracket : Brackets.naming(tx, userId)) {
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
}
