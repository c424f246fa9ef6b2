package io.kaosnet.server.gateway.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Request headers by lower-case name, copied only when somebody looks at all of them. Read by one
/// thread at a time.
final class RequestHeaders extends AbstractMap<String, List<String>> {
    private final HttpHeaders headers;
    private @Nullable Map<String, List<String>> copied;

    RequestHeaders(HttpHeaders headers) {
        this.headers = headers;
    }

    @Override
    public @Nullable List<String> get(@Nullable Object name) {
        List<String> values = headers.getAll(String.valueOf(name));
        return values.isEmpty() ? null : values;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return headers.contains(String.valueOf(name));
    }

    @Override
    public Set<Entry<String, List<String>>> entrySet() {
        Map<String, List<String>> all = copied;
        if (all == null) {
            all = new HashMap<>();
            for (String name : headers.names()) {
                all.put(name.toLowerCase(Locale.ROOT), List.copyOf(headers.getAll(name)));
            }
            copied = all;
        }
        return all.entrySet();
    }
}
