package io.quorate.client.cli.bench.wire;

/** Who waits for the answer to one call. */
public interface Call {
    /**
     * The call ended; on the connection's thread.
     *
     * @param status gRPC's status code, 0 for success
     * @param message what the server said of a failure, may be empty
     * @param bytes size of the answer
     */
    void answered(int status, String message, int bytes);
}
