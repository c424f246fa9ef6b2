package io.kaosnet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.db.DatabaseConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
    @Test
    void oneServerHasTheFileAtATime(@TempDir Path folder) {
        DatabaseConfig config = DatabaseConfig.of("", folder.resolve("data"));
        DataLock first = DataLock.claim(config);
        assertThatThrownBy(() -> DataLock.claim(config))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another server runs on")
                .hasMessageContaining("kaosnet.db");
        first.close();
        DataLock.claim(config).close();
    }

    @Test
    void memoryIsEverybodysOwn(@TempDir Path folder) {
        DatabaseConfig config = DatabaseConfig.of(":memory:", folder);
        try (DataLock first = DataLock.claim(config);
                DataLock second = DataLock.claim(config)) {
            assertThat(second).isNotSameAs(first);
            assertThat(folder).isEmptyDirectory();
        }
    }
}
