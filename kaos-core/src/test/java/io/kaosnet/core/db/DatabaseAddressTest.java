package io.kaosnet.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseAddressTest {
    private static final Path DATA = Path.of("data");

    @Test
    void emptyAddressIsAFileInTheDataDirectory() {
        assertThat(DatabaseAddress.parse("", DATA))
                .isEqualTo(new DatabaseAddress.SqliteFile(DATA.resolve("kaosnet.db")));
    }

    @Test
    void filesLieInTheDataDirectoryUnlessAbsolute() {
        assertThat(DatabaseAddress.parse("sqlite:game.sqlite", DATA))
                .isEqualTo(new DatabaseAddress.SqliteFile(DATA.resolve("game.sqlite")));
        assertThat(DatabaseAddress.parse("/var/lib/game.db", DATA))
                .isEqualTo(new DatabaseAddress.SqliteFile(Path.of("/var/lib/game.db")));
        assertThat(DatabaseAddress.parse(":memory:", DATA))
                .isEqualTo(new DatabaseAddress.SqliteMemory());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    postgresql://ann:se%40cret@db:5432/game?sslmode=require,ann,se@cret,sslmode=require
                    postgres://ann:se@cret@db:5432/game,ann,se@cret,''
                    jdbc:postgresql://ann:x%@db:5432/game,ann,x%,''
                    ann:a/b:c@db:5432/game,ann,a/b:c,''
                    postgresql://db:5432/game,postgres,,''
                    """)
    void postgresAddressesAreReadInEveryCommonForm(
            String address, String user, String password, String parameters) {
        assertThat(DatabaseAddress.parse(address, DATA))
                .isEqualTo(
                        new DatabaseAddress.PostgreSql(
                                "db:5432", "game", user, password, parameters));
    }

    @Test
    void severalAddressesOfOneDatabaseAreItsHosts() {
        assertThat(DatabaseAddress.parse("ann:x@db1:5432/game, ann:x@db2:5433/game", DATA))
                .isEqualTo(
                        new DatabaseAddress.PostgreSql(
                                "db1:5432,db2:5433", "game", "ann", "x", ""));
        assertThat(DatabaseAddress.parse("ann:a,b@c@db/game", DATA))
                .isEqualTo(new DatabaseAddress.PostgreSql("db", "game", "ann", "a,b@c", ""));
    }

    @Test
    void passwordIsNeverPrinted() {
        assertThat(DatabaseAddress.parse("ann:secret@db:5432/game", DATA).toString())
                .isEqualTo("postgresql://ann@db:5432/game");
        assertThat(DatabaseConfig.of("ann:secret@db:5432/game", DATA).toString())
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://ann:secret@db/game", "nonsense", "postgresql:///game"})
    void otherAddressesAreRefused(String address) {
        assertThatThrownBy(() -> DatabaseAddress.parse(address, DATA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected:")
                .hasMessageNotContaining("secret");
    }
}
