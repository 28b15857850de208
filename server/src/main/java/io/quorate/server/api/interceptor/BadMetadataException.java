package io.quorate.server.api.interceptor;

/** Carries an explanation to the one place that refuses. */
final class BadMetadataException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String explanation;

    BadMetadataException(String explanation) {
        super(explanation, null, false, false);
        this.explanation = explanation;
    }

    String explanation() {
        return explanation;
    }
}
