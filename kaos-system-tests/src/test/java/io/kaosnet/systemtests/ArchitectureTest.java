package io.kaosnet.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The arrows of ARCHITECTURE.md, held. Every rule is shown to fail on classes planted to break
/// it.
final class ArchitectureTest {
    private static final String CORE = "io.kaosnet.core.";

    /// Packages of the core that know no feature.
    private static final Set<String> KERNEL =
            Set.of(
                    "api",
                    "clock",
                    "thread",
                    "db",
                    "job",
                    "limit",
                    "presence",
                    "query",
                    "rank",
                    "realtime",
                    "session",
                    "module",
                    "script",
                    "metrics");

    /// Which feature may call which; everything else goes through the kernel.
    private static final Map<String, Set<String>> FEATURE_CALLS =
            Map.ofEntries(
                    Map.entry("auth", Set.of("account")),
                    Map.entry("friend", Set.of("account", "notification", "status")),
                    Map.entry("group", Set.of("account", "notification")),
                    Map.entry("chat", Set.of("account", "friend", "group", "notification")),
                    Map.entry("social", Set.of("chat", "friend", "group", "notification")),
                    Map.entry("wallet", Set.of("account")),
                    Map.entry("dossier", Set.of("account", "bracket", "leaderboard", "storage")),
                    Map.entry("storage", Set.of("account", "query", "wallet")),
                    Map.entry("leaderboard", Set.of("account")),
                    Map.entry("tournament", Set.of("account", "leaderboard")),
                    Map.entry("league", Set.of("leaderboard")),
                    Map.entry("matchmaker", Set.of("match")),
                    Map.entry("party", Set.of("matchmaker", "notification")));

    private static final JavaClasses PRODUCT =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.kaosnet");
    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("io.kaosnet.systemtests.planted");

    private static final ArchRule CORE_KNOWS_NO_GATEWAY =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.kaosnet.core..", "..planted.core..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.netty..", "io.grpc..", "io.kaosnet.server..")
                    .as("the core knows no Netty, no gRPC runtime and no server");

    private static final ArchRule PROTOCOL_AND_TRANSPORT_KNOW_NO_SERVER =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "io.kaosnet.protocol..", "io.kaosnet.rudp..", "..planted.protocol..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.kaosnet.core..", "io.kaosnet.server..")
                    .as("the wire is spoken with no server in the room");

    private static final ArchRule SQL_LIVES_IN_DB =
            noClasses()
                    .that(
                            resideInAnyPackage("io.kaosnet..")
                                    .and(not(resideInAPackage("io.kaosnet.core.db.."))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                    .as("JDBC stays behind the database's door");

    private static final ArchRule JSON_BUFFERS_OUTLIVE_THREADS =
            noClasses()
                    .that(
                            resideInAnyPackage("io.kaosnet.core..", "io.kaosnet.server..")
                                    .or(resideInAPackage("..planted.core..")))
                    .should()
                    .callConstructor(JsonFactory.class)
                    .orShould()
                    .callMethod(JsonFactory.class, "builder")
                    .as("factories of JSON come from JsonFactories");

    @Test
    void coreKnowsNoGateway() {
        CORE_KNOWS_NO_GATEWAY.check(PRODUCT);
        assertThatThrownBy(() -> CORE_KNOWS_NO_GATEWAY.check(PLANTED))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void protocolAndTransportKnowNoServer() {
        PROTOCOL_AND_TRANSPORT_KNOW_NO_SERVER.check(PRODUCT);
        assertThatThrownBy(() -> PROTOCOL_AND_TRANSPORT_KNOW_NO_SERVER.check(PLANTED))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void jdbcStaysBehindTheDatabasesDoor() {
        SQL_LIVES_IN_DB.check(PRODUCT);
        assertThatThrownBy(() -> SQL_LIVES_IN_DB.check(PLANTED)).isInstanceOf(AssertionError.class);
    }

    @Test
    void jsonIsReadAndWrittenWithSharedBuffers() {
        JSON_BUFFERS_OUTLIVE_THREADS.check(PRODUCT);
        assertThatThrownBy(() -> JSON_BUFFERS_OUTLIVE_THREADS.check(PLANTED))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void kernelKnowsNoFeatureAndFeaturesCallOnlyTheirNeighbours() {
        assertThat(wrongCalls(PRODUCT, CORE)).isEmpty();
        assertThat(wrongCalls(PLANTED, "io.kaosnet.systemtests.planted.core."))
                .contains("presence -> status", "status -> storage");
    }

    @Test
    void packagesHaveNoCycles() {
        assertThat(cycle(PRODUCT, CORE)).isEmpty();
        assertThat(cycle(PLANTED, "io.kaosnet.systemtests.planted.core.")).isNotEmpty();
    }

    /// Arrows between packages under the root, as `from -> to`.
    private static Map<String, Set<String>> arrows(JavaClasses classes, String root) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass from : classes) {
            String fromRoom = room(from, root);
            if (fromRoom.isEmpty()) {
                continue;
            }
            from.getDirectDependenciesFromSelf()
                    .forEach(
                            dependency -> {
                                String toRoom = room(dependency.getTargetClass(), root);
                                if (!toRoom.isEmpty() && !toRoom.equals(fromRoom)) {
                                    arrows.computeIfAbsent(fromRoom, _ -> new TreeSet<>())
                                            .add(toRoom);
                                }
                            });
        }
        return arrows;
    }

    private static String room(JavaClass type, String root) {
        String name = type.getPackageName() + ".";
        if (!name.startsWith(root)) {
            return "";
        }
        String rest = name.substring(root.length());
        return rest.substring(0, Math.max(0, rest.indexOf('.')));
    }

    private static List<String> wrongCalls(JavaClasses classes, String root) {
        List<String> wrong = new ArrayList<>();
        arrows(classes, root)
                .forEach(
                        (from, targets) -> {
                            for (String to : targets) {
                                boolean toKernel = KERNEL.contains(to);
                                boolean isKernel = KERNEL.contains(from);
                                boolean isListed =
                                        FEATURE_CALLS.getOrDefault(from, Set.of()).contains(to);
                                boolean isModule = from.equals("module");
                                if (!toKernel && !isModule && (isKernel || !isListed)) {
                                    wrong.add(from + " -> " + to);
                                }
                            }
                        });
        wrong.sort(Comparator.naturalOrder());
        return wrong;
    }

    /// The rooms of one cycle, empty when there is none.
    private static List<String> cycle(JavaClasses classes, String root) {
        Map<String, Set<String>> arrows = arrows(classes, root);
        for (String start : arrows.keySet()) {
            List<String> path = new ArrayList<>();
            if (leadsBack(arrows, start, start, path, new TreeSet<>())) {
                return path;
            }
        }
        return List.of();
    }

    private static boolean leadsBack(
            Map<String, Set<String>> arrows,
            String at,
            String goal,
            List<String> path,
            Set<String> seen) {
        path.add(at);
        for (String to : arrows.getOrDefault(at, Set.of())) {
            if (to.equals(goal)) {
                return true;
            }
            if (seen.add(to) && leadsBack(arrows, to, goal, path, seen)) {
                return true;
            }
        }
        path.removeLast();
        return false;
    }
}
