package io.kaosnet.core.match;

import io.kaosnet.core.query.Document;
import org.jspecify.annotations.Nullable;

/// What listings see of a match at one moment. Immutable; a change of the label makes a new one.
final class MatchListed {
    private final HostedMatch match;
    private final int tickRateHz;
    private final String label;
    private volatile @Nullable Document document;

    MatchListed(HostedMatch match, int tickRateHz, String label) {
        this.match = match;
        this.tickRateHz = tickRateHz;
        this.label = label;
    }

    int tickRateHz() {
        return tickRateHz;
    }

    String label() {
        return label;
    }

    /// The fields to query, made when a query first asks for them.
    Document document() {
        Document made = document;
        if (made == null) {
            Document.Builder builder =
                    Document.builder()
                            .text("node", match.id().node())
                            .text("handler_name", match.handlerName())
                            .text("label_string", label)
                            .number("tick_rate", tickRateHz)
                            .number(
                                    "create_time",
                                    (double)
                                            Math.floorDiv(
                                                    match.order(), HostedMatches.ORDER_PER_SEC));
            builder.json("label", label);
            made = builder.build();
            document = made;
        }
        return made;
    }
}
