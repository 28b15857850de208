package io.quorate.jepsen.cluster.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A node's http port, seen from outside. */
final class NodeHttp {
    private static final int CONNECT_MILLIS = 500;
    private static final int READ_MILLIS = 1_500;
    private static final String UPTIME = "process_uptime_seconds ";

    /**
     * An answer.
     *
     * @param date as its header says
     */
    record Page(int status, String body, Instant date) {}

    private final InetAddress address;

    NodeHttp(InetAddress address) {
        this.address = address;
    }

    Page read(String path) throws IOException {
        URI uri = URI.create("http://" + address.getHostAddress() + ":" + Addresses.HTTP_PORT + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            @Nullable String date = connection.getHeaderField("Date");
            if (date == null) {
                throw new IOException(uri + " answers without a date");
            }
            @Nullable
            InputStream body = status < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream();
            String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Page(
                    status,
                    text,
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } finally {
            connection.disconnect();
        }
    }

    /** Whether it says that it serves. */
    boolean isReady() {
        try {
            return read("/ready").status() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** How long the process has been running, by its own clock. */
    Duration uptime() throws IOException {
        for (String line : read("/metrics").body().split("\n")) {
            if (line.startsWith(UPTIME)) {
                return Duration.ofNanos(Math.round(1e9 * Double.parseDouble(line.substring(UPTIME.length()))));
            }
        }
        throw new IOException("there is no " + UPTIME + "among the figures of " + address);
    }
}
