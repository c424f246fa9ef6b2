package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;

/// One step of an order: a field of the documents, `value.` before members of the value. Immutable.
record StorageIndexOrder(String field, boolean isDescending) {
    private static final String VALUE = "value.";

    /// @param text `field` or `-field` for the greatest first
    /// @throws ApiException `INVALID_ARGUMENT` for a field that is not sortable
    static StorageIndexOrder parse(StorageIndexSpec spec, String text) {
        boolean isDescending = text.startsWith("-");
        String field = isDescending || text.startsWith("+") ? text.substring(1) : text;
        String member = field.startsWith(VALUE) ? field.substring(VALUE.length()) : field;
        if (spec.sortableFields().contains(member)) {
            return new StorageIndexOrder(VALUE + member, isDescending);
        }
        return switch (field) {
            case "create_time", "update_time", "key", "user_id" ->
                    new StorageIndexOrder(field, isDescending);
            default ->
                    throw ApiException.invalidArgument(
                            "order: "
                                    + field
                                    + " (expected: one of "
                                    + spec.sortableFields()
                                    + ")");
        };
    }
}
