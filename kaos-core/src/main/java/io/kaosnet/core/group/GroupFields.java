package io.kaosnet.core.group;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import org.jspecify.annotations.Nullable;

/// What a group is made with or changed to; null leaves a field as it is, or at its standard.
/// Immutable.
///
/// @param name 1 to 255 characters, of one group only
/// @param metadata one JSON object
/// @param maxCount the most members; 0 for the standard of 100
public record GroupFields(
        @Nullable String name,
        @Nullable String description,
        @Nullable String langTag,
        @Nullable String avatarUrl,
        @Nullable Boolean open,
        @Nullable String metadata,
        @Nullable Integer maxCount,
        @Nullable String creatorId) {
    static final int STANDARD_MAX_COUNT = 100;
    private static final int MAX_TEXT_CHARS = 255;
    private static final int MAX_URL_CHARS = 512;
    private static final int MAX_LANG_TAG_CHARS = 18;

    /// @throws ApiException `INVALID_ARGUMENT` for values that a group cannot hold
    public GroupFields {
        if (name != null) {
            if (name.isBlank()) {
                throw ApiException.invalidArgument("name: empty");
            }
            if (name.codePoints().anyMatch(Character::isISOControl)) {
                throw ApiException.invalidArgument("name: control characters not allowed");
            }
        }
        checkLength("name", name, MAX_TEXT_CHARS);
        checkLength("description", description, MAX_TEXT_CHARS);
        checkLength("lang_tag", langTag, MAX_LANG_TAG_CHARS);
        checkLength("avatar_url", avatarUrl, MAX_URL_CHARS);
        if (metadata != null && !Arguments.isJsonObject(metadata)) {
            throw ApiException.invalidArgument("metadata: expected one JSON object");
        }
        if (maxCount != null && maxCount < 0) {
            throw ApiException.invalidArgument(
                    "max_count: " + maxCount + " (expected: at least 0)");
        }
        if (creatorId != null) {
            Arguments.uuid("creator_id", creatorId);
        }
        langTag = langTag != null && langTag.isEmpty() ? null : langTag;
    }

    private static void checkLength(String field, @Nullable String value, int mostChars) {
        if (value == null) {
            return;
        }
        int chars = value.codePointCount(0, value.length());
        if (chars > mostChars) {
            throw ApiException.invalidArgument(
                    field + ": " + chars + " characters (expected: at most " + mostChars + ")");
        }
        if (value.indexOf('\0') >= 0) {
            throw ApiException.invalidArgument(field + ": NUL not allowed");
        }
    }

    /// Whether there is nothing to change.
    boolean isEmpty() {
        return name == null
                && description == null
                && langTag == null
                && avatarUrl == null
                && open == null
                && metadata == null
                && maxCount == null
                && creatorId == null;
    }
}
