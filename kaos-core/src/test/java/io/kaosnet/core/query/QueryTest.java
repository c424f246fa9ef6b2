package io.kaosnet.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    private static final Document DOCUMENT = document();

    private static Document document() {
        Document.Builder builder =
                Document.builder().text("node", "n1").number("tick_rate", 30).flag("open", true);
        assertThat(
                        builder.json(
                                "label",
                                """
                                {"mode":"Ranked","level":5,"digits":"5","neg":-7,"ratio":2.5,
                                 "full":false,"tags":["red","green",7],"deep":{"er":{"x":"y"}},
                                 "two words":"a b","name":"big castle","day":"2024-01-02",
                                 "at":"2024-01-02T03:04:05Z","local":"2024-01-02 03:04:05",
                                 "none":null,"rows":[{"k":1},{"k":2}],"path":"a/b:c","star":"a*c"}
                                """))
                .isTrue();
        return builder.build();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '\'',
            value = {
                "'' -> true",
                "* -> true",
                "'  *  ' -> true",
                // whole value, case-sensitive, no default field
                "label.mode:Ranked -> true",
                "label.mode:ranked -> false",
                "label.mode:Rank -> false",
                "Ranked -> false",
                "'\"Ranked\"' -> false",
                "label.absent:x -> false",
                // must, must not, should
                "+label.mode:Ranked -label.full:T -> true",
                "+label.mode:Ranked +label.level:6 -> false",
                "+label.mode:Ranked label.level:6 -> true",
                "label.mode:x label.level:5 -> true",
                "label.mode:x label.level:6 -> false",
                "-label.mode:x -> true",
                "-label.mode:Ranked -> false",
                "-label.mode:Ranked label.level:5 -> false",
                "'+label.mode:Ranked AND label.level:6' -> true",
                "label.mode:x OR label.level:5 -> true",
                "'(label.level:5)' -> false",
                "+ label.level: 5 -> true",
                // numbers
                "label.level:5 -> true",
                "label.level:5.0 -> true",
                "label.digits:5 -> true",
                "label.digits:5.0 -> false",
                "label.neg:-7 -> true",
                "label.neg:-8 -> false",
                "label.level:>4 -> true",
                "label.level:>5 -> false",
                "label.level:>=5 -> true",
                "label.level:<5 -> false",
                "label.level:<=5 -> true",
                "label.neg:<-6 -> true",
                "label.neg:>-7 -> false",
                "label.ratio:>2.4 -> true",
                "label.digits:>4 -> false",
                "tick_rate:30 -> true",
                "tick_rate:>=60 -> false",
                // booleans
                "open:T -> true",
                "open:true -> false",
                "label.full:F -> true",
                // arrays and nested objects
                "label.tags:green -> true",
                "label.tags:7 -> true",
                "label.tags:blue -> false",
                "label.deep.er.x:y -> true",
                "label.rows.k:2 -> true",
                "label.none:* -> false",
                // dates
                "label.day:2024-01-02 -> false",
                "'label.day:>=\"2024-01-02T00:00:00Z\"' -> true",
                "'label.day:>\"2024-01-02T00:00:00Z\"' -> false",
                "'label.at:<\"2024-01-02T03:04:06Z\"' -> true",
                "'label.at:<=\"2024-01-02T04:04:05+01:00\"' -> true",
                "'label.at:<\"2024-01-02T04:04:05+01:00\"' -> false",
                "'label.local:>\"2024-01-02T03:04:04.999Z\"' -> true",
                "label.at:* -> true",
                // wildcards
                "label.mode:Ran* -> true",
                "label.mode:*k?d -> true",
                "label.mode:?anked -> true",
                "label.mode:R?ked -> false",
                "label.mode:* -> true",
                "label.level:* -> true",
                "label.star:a\\*c -> true",
                "label.mode:R\\*d -> false",
                // regular expressions, whole value
                "label.mode:/[A-Z]an.ed/ -> true",
                "label.mode:/Rank/ -> false",
                "label.mode:/(a|R)\\w+/ -> true",
                "label.path:/a\\/b:c/ -> true",
                // fuzzy
                "label.mode:Rankad~ -> true",
                "label.mode:Rxnkxd~ -> false",
                "label.mode:Rxnkxd~2 -> true",
                "label.mode:Rankedly~2 -> true",
                // escapes and phrases
                "label.name:big\\ castle -> true",
                "'label.name:\"big castle\"' -> false",
                "'label.mode:\"Ranked\"' -> true",
                "label.two\\ words:a\\ b -> true",
                "label.path:a/b\\:c -> true",
                "node:n1 -> true",
            })
    void matches(String query, boolean expected) {
        assertThat(Query.parse(query).matches(DOCUMENT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label.a:",
                ":x",
                "label.a:\"open",
                "label.a:>",
                "label.a:>x",
                "label.a:=5",
                "label.a:+5",
                ">5",
                "+",
                "label.a:>=\"2024-01-02\"",
                "label.a:>\"yesterday\"",
                "label.a:/(/",
                "label.a:/(a{900}){900}/",
                "label.a:x~3",
                "label.a:x^",
                "label.a:x^1.2.3",
                "label.a:-x",
                "a^2 ^3",
            })
    void malformedQueryIsRefused(String query) {
        assertThatThrownBy(() -> Query.parse(query)).isInstanceOf(QueryException.class);
    }

    @Test
    void queryOverItsLengthIsRefused() {
        String query = "a:b ".repeat(5000);
        assertThatThrownBy(() -> Query.parse(query))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("at most 16384");
    }

    @Test
    void scoreIsTheSumOfTheBoostsThatMatch() {
        assertThat(Query.parse("label.level:5").score(DOCUMENT)).isEqualTo(1);
        assertThat(
                        Query.parse("label.level:5^3 label.mode:Ranked^0.5 label.mode:x^9")
                                .score(DOCUMENT))
                .isEqualTo(3.5);
        assertThat(Query.parse("+open:T label.level:>4^2").score(DOCUMENT)).isEqualTo(3);
        assertThat(Query.parse("-open:F").score(DOCUMENT)).isZero();
        assertThat(Query.parse("open:F").score(DOCUMENT)).isEqualTo(Query.NO_MATCH);
        assertThat(Query.all().score(DOCUMENT)).isEqualTo(1);
    }

    @Test
    void textThatIsNoObjectAddsNothing() {
        Document.Builder builder = Document.builder();
        assertThat(builder.json("label", "[1]")).isFalse();
        assertThat(builder.json("label", "plain")).isFalse();
        assertThat(builder.json("label", "{\"a\":1")).isFalse();
        assertThat(builder.json("label", "{\"a\":1} x")).isFalse();
        assertThat(builder.build().fields()).isEmpty();
    }

    @Test
    void clausesAreThereForAnIndex() {
        Query query = Query.parse("+a.b:c -d:>=2 e:f*^4");
        assertThat(query.clauses())
                .extracting(Clause::occur)
                .containsExactly(Occur.MUST, Occur.MUST_NOT, Occur.SHOULD);
        assertThat(query.clauses().get(0).term()).isEqualTo(new Term.Exact("a.b", "c", null));
        assertThat(query.clauses().get(1).term())
                .isEqualTo(new Term.NumberRange("d", 2, true, Double.POSITIVE_INFINITY, true));
        assertThat(query.clauses().get(2).boost()).isEqualTo(4);
        assertThat(query.clauses().get(2).term())
                .isInstanceOfSatisfying(
                        Term.Wildcard.class,
                        wildcard -> assertThat(wildcard.glob().prefix()).isEqualTo("f"));
    }
}
