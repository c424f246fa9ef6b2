package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Modules in the reference's idiom, run as they are and played with the unmodified JavaScript SDK.
final class LuaSdkTest {
    @BeforeAll
    static void installSdk() throws Exception {
        SdkTest.installSdk();
    }

    @Test
    void publicStyleModulesRunAsTheyAre() throws Exception {
        try (var fixture =
                new ServerFixture(
                        "--runtime.path", Path.of("src/test/lua").toAbsolutePath().toString())) {
            assertThat(SdkTest.run(120, "node", "lua.mjs", "127.0.0.1", "" + fixture.port()))
                    .endsWith("passed\n");
        }
    }
}
