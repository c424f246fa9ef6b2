package io.kaosnet.core.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QueryPropertyTest {
    private static final int RUNS = 5000;
    private static final String ALPHABET = "ab*?:\"\\/+-~^<>= 1.({T";

    @Test
    void anyTextParsesOrIsRefusedAndRunsWithoutAnotherFailure() {
        Document document = Document.builder().text("a", "b").number("b", 1).build();
        for (int seed = 0; seed < RUNS; seed++) {
            String text = text(random(seed), 24, ALPHABET);
            try {
                double score = Query.parse(text).score(document);
                assertThat(score).as("seed %d: %s", seed, text).isGreaterThanOrEqualTo(-1);
            } catch (QueryException e) {
                assertThat(e.text()).as("seed %d", seed).startsWith("query: ");
            }
        }
    }

    @Test
    void escapedValueFindsExactlyItself() {
        for (int seed = 0; seed < RUNS; seed++) {
            RandomGenerator random = random(seed);
            String value = "v" + text(random, 8, "ab*?:\"/+-~^<>= ({)}[]!&|");
            String query = "f:" + value.replaceAll("([+\\-=&|><!(){}\\[\\]^\"~*?:/ ])", "\\\\$1");
            assertThat(Query.parse(query).matches(Document.builder().text("f", value).build()))
                    .as("seed %d: %s", seed, query)
                    .isTrue();
            assertThat(
                            Query.parse(query)
                                    .matches(Document.builder().text("f", value + "x").build()))
                    .as("seed %d: %s", seed, query)
                    .isFalse();
        }
    }

    @Test
    void globAgreesWithARegularExpression() {
        for (int seed = 0; seed < RUNS; seed++) {
            RandomGenerator random = random(seed);
            String glob = "a" + text(random, 6, "ab*?");
            String value = "a" + text(random, 7, "ab");
            boolean expected = Pattern.matches(glob.replace("*", ".*").replace('?', '.'), value);
            assertThat(
                            Query.parse("f:" + glob)
                                    .matches(Document.builder().text("f", value).build()))
                    .as("seed %d: %s against %s", seed, glob, value)
                    .isEqualTo(expected);
        }
    }

    private static String text(RandomGenerator random, int length, String alphabet) {
        var text = new StringBuilder();
        for (int i = random.nextInt(length); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static RandomGenerator random(int seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
