package io.quorate.client.cli.bench.wire;

import java.util.Map;

/** What is called, with what metadata. One object for all calls of a kind: it is told from others by identity. */
public final class Method {
    private final String path;
    private final Map<String, String> metadata;

    /**
     * @param name of the gRPC method, as {@code package.Service/Method}
     * @param metadata that go with every call
     */
    public Method(String name, Map<String, String> metadata) {
        this.path = "/" + name;
        this.metadata = Map.copyOf(metadata);
    }

    String path() {
        return path;
    }

    Map<String, String> metadata() {
        return metadata;
    }
}
