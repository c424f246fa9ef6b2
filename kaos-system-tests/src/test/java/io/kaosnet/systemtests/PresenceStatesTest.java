package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchLeave;
import io.kaosnet.protocol.realtime.Status;
import io.kaosnet.protocol.realtime.StatusFollow;
import io.kaosnet.protocol.realtime.StatusPresenceEvent;
import io.kaosnet.protocol.realtime.StatusUpdate;
import io.kaosnet.protocol.realtime.UserPresence;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one player sees of what another is doing, over the socket, and what game code is told.
final class PresenceStatesTest {
    private static final String MODULE =
            """
            local nk = require("nakama")
            nk.register_rpc(function(context, payload)
              local states = kaos.presence_get({ payload })
              return states[1].presence .. "/" .. (states[1].message or "")
            end, "state")
            nk.register_rpc(function(context, payload)
              kaos.presence_update(context.user_id, payload, "by the game")
              return "set"
            end, "set")
            """;

    private static Envelope status(String text) {
        return Envelope.newBuilder()
                .setStatusUpdate(
                        StatusUpdate.newBuilder()
                                .setStatus(com.google.protobuf.StringValue.of(text)))
                .build();
    }

    private static String rpc(RawPlayer who, String id, String payload) {
        var answer = who.ask("POST", "/v2/rpc/" + id + "?unwrap", payload);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String seen(RawPlayer who) {
        StatusPresenceEvent event =
                who.await(MessageCase.STATUS_PRESENCE_EVENT).getStatusPresenceEvent();
        return event.getJoinsCount() == 0 ? "gone" : event.getJoins(0).getStatus().getValue();
    }

    @Test
    void playersSeeWhatTheOtherIsDoing(@TempDir Path modules) throws Exception {
        Files.writeString(modules.resolve("main.lua"), MODULE);
        try (var server = new ServerFixture("--runtime.path", modules.toString());
                var ann = new RawPlayer(server.port(), "ann")) {
            var bob = new RawPlayer(server.port(), "bob");
            String bobId = bob.userId();
            ann.send(
                    Envelope.newBuilder()
                            .setStatusFollow(StatusFollow.newBuilder().addUserIds(bobId))
                            .build());
            Status followed = ann.await(MessageCase.STATUS).getStatus();
            assertThat(followed.getPresencesList())
                    .extracting(UserPresence::getUserId)
                    .containsExactly(bobId);
            assertThat(rpc(ann, "state", bobId)).isEqualTo("online/");

            for (String state : new String[] {"away", "busy", "in_game", "online"}) {
                String text = "{\"presence\":\"" + state + "\",\"message\":\"tea\"}";
                bob.request(status(text));
                assertThat(seen(ann)).isEqualTo(text);
                assertThat(rpc(ann, "state", bobId)).isEqualTo(state + "/tea");
            }

            // Who says nothing else is in a game while in a match.
            bob.request(status("{}"));
            assertThat(seen(ann)).isEqualTo("{}");
            String match =
                    bob.request(
                                    Envelope.newBuilder()
                                            .setMatchCreate(MatchCreate.getDefaultInstance())
                                            .build())
                            .getMatch()
                            .getMatchId();
            assertThat(rpc(ann, "state", bobId)).isEqualTo("in_game/");
            bob.request(
                    Envelope.newBuilder()
                            .setMatchLeave(MatchLeave.newBuilder().setMatchId(match))
                            .build());
            assertThat(rpc(ann, "state", bobId)).isEqualTo("online/");

            // The game sets it, too.
            assertThat(rpc(bob, "set", "busy")).isEqualTo("set");
            assertThat(seen(ann)).contains("busy", "by the game");
            assertThat(rpc(ann, "state", bobId)).isEqualTo("busy/by the game");

            // Offline on one's own wish, and with the socket.
            bob.request(
                    Envelope.newBuilder()
                            .setStatusUpdate(StatusUpdate.getDefaultInstance())
                            .build());
            assertThat(seen(ann)).isEqualTo("gone");
            assertThat(rpc(ann, "state", bobId)).isEqualTo("offline/");
            bob.request(status("back"));
            assertThat(seen(ann)).isEqualTo("back");
            bob.request(status("away"));
            assertThat(seen(ann)).isEqualTo("away");
            assertThat(rpc(ann, "state", bobId)).isEqualTo("away/");
            bob.close();
            assertThat(seen(ann)).isEqualTo("gone");
            assertThat(rpc(ann, "state", bobId)).isEqualTo("offline/");
        }
    }
}
