package io.kaosnet.core.query;

/// A query that does not follow the syntax. Carries no stack trace: it is an answer, not a defect.
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueryException(String message) {
        super(message, null, false, false);
    }

    public String text() {
        String message = getMessage();
        return message == null ? "query: malformed" : message;
    }
}
