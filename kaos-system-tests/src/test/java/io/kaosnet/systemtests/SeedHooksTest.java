package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hooks by the names of the first KaosNet that are no calls of the reference.
final class SeedHooksTest {
    private static final String MODULE =
            """
            kaos.register_rpc("echo", function(ctx, payload) return payload end)
            kaos.register_before("rpc", function(ctx, call)
              if call.payload == "nothing" then return nil end
              if call.payload == "much" then error({ "too much", 9 }) end
              call.payload = call.payload .. " seen"
              return call
            end)
            kaos.register_after("rpc", function(ctx, answer, call)
              kaos.logger_info("after " .. call.id .. ": " .. answer.payload)
              kaos.localcache_put("after", answer.payload)
            end)
            kaos.register_after("session_connect", function(ctx)
              kaos.localcache_put("came", ctx.username)
            end)
            kaos.register_after("session_disconnect", function(ctx)
              kaos.localcache_put("went", ctx.username)
            end)
            kaos.register_rpc("what", function(ctx, payload)
              return tostring(kaos.localcache_get(payload:match("%w+"))) end)
            """;

    @Test
    void functionsAndSocketsHaveHooks(@TempDir Path modules) throws Exception {
        Files.writeString(modules.resolve("main.lua"), MODULE);
        try (var server = new ServerFixture("--runtime.path", modules.toString());
                var ann = new Player(server.port(), "device-of-ann")) {
            assertThat(rest(ann, "echo", "hello")).isEqualTo("hello seen");
            assertThat(rest(ann, "what", "after")).isEqualTo("hello seen");
            assertThat(socket(ann, "echo", "hi").getRpc().getPayload()).isEqualTo("hi seen");
            assertThat(rest(ann, "what", "after")).isEqualTo("hi seen");
            assertThatThrownBy(() -> rest(ann, "echo", "much")).hasMessageContaining("too much");
            assertThatThrownBy(() -> rest(ann, "echo", "nothing"))
                    .hasMessageContaining("not found");
            Error refused = socket(ann, "echo", "much").getError();
            assertThat(refused.getCode()).isEqualTo(Error.Code.RUNTIME_FUNCTION_EXCEPTION_VALUE);
            assertThat(refused.getMessage()).isEqualTo("too much");
            assertThat(socket(ann, "echo", "nothing").getError().getCode())
                    .isEqualTo(Error.Code.RUNTIME_FUNCTION_NOT_FOUND_VALUE);
            String name = ann.session().username();
            ann.await("the hook", () -> rest(ann, "what", "came").equals(name));
            ann.socket().close();
            ann.await("the hook", () -> rest(ann, "what", "went").equals(name));
        }
    }

    private static String rest(Player player, String id, String payload) {
        return player.client().rpc(player.session(), id, payload);
    }

    private static Envelope socket(Player player, String id, String payload) {
        return player.request(
                Envelope.newBuilder()
                        .setRpc(Rpc.newBuilder().setId(id).setPayload(payload))
                        .build());
    }
}
