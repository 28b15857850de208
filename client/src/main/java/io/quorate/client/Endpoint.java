package io.quorate.client;

import java.util.ArrayList;
import java.util.List;

/** Where a node answers clients. */
public record Endpoint(String host, int port) {
    public static final int DEFAULT_PORT = 2379;

    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("endpoint without a host");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("endpoint port " + port + " is not in 1..65535");
        }
    }

    /**
     * Reads {@code HOST}, {@code HOST:PORT} or {@code [IPV6]:PORT}, each with or without {@code http://}.
     *
     * @throws IllegalArgumentException when the text is none of them
     */
    public static Endpoint parse(String text) {
        String rest = text.strip();
        if (rest.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "endpoint '" + text + "': TLS is not supported, use http:// or HOST:PORT");
        }
        if (rest.startsWith("http://")) {
            rest = rest.substring("http://".length());
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int colon = rest.lastIndexOf(':');
        boolean bracketed = rest.startsWith("[");
        if (colon < 0 || (bracketed && rest.endsWith("]"))) {
            return new Endpoint(unbracketed(rest), DEFAULT_PORT);
        }
        try {
            return new Endpoint(unbracketed(rest.substring(0, colon)), Integer.parseInt(rest.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("endpoint '" + text + "' is not HOST:PORT", e);
        }
    }

    /** Reads endpoints separated by commas; at least one. */
    public static List<Endpoint> parseList(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                endpoints.add(parse(part));
            }
        }
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint in '" + text + "', expected HOST:PORT,...");
        }
        return List.copyOf(endpoints);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
