package io.quorate.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.OutputFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks to the control port of a demo that runs in some directory. */
final class DemoClient {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 20_000;

    /** What went wrong, for the user, and how the command is to end. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
        private final ExitCode exit;

        Failure(ExitCode exit, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.exit = exit;
        }

        ExitCode exit() {
            return exit;
        }
    }

    private final Path directory;
    private final ObjectMapper json = new ObjectMapper();

    DemoClient(Path directory) {
        this.directory = directory;
    }

    /** Its links, to be printed. */
    String links(OutputFormat format) throws Failure {
        JsonNode answer = call(DemoControl.LINKS, null);
        return format == OutputFormat.JSON ? answer.toPrettyString() : table(answer.path("links"));
    }

    /** Changes links; those that it has changed, to be printed. */
    String change(String how, Map<String, Object> request) throws Failure {
        return table(call(DemoControl.LINKS + "/" + how, request).path("changed"));
    }

    private static String table(JsonNode links) {
        List<DemoLink> rows = new ArrayList<>();
        links.forEach(link -> rows.add(DemoLink.of(link)));
        return DemoLink.table(rows);
    }

    /** The answer's body; {@code request} null to ask, else to change. */
    private JsonNode call(String path, @Nullable Map<String, Object> request) throws Failure {
        DemoAccess access = access();
        try {
            return answer(access, path, request);
        } catch (ConnectException e) {
            throw new Failure(
                    ExitCode.UNAVAILABLE,
                    "the demo that ran in " + directory + " (pid " + access.pid() + ") has ended",
                    e);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "the demo in " + directory + " (pid " + access.pid() + ") does not answer: " + e,
                    e);
        }
    }

    /** Whether a demo runs there and answers. */
    boolean isRunning() {
        try {
            return call(DemoControl.LINKS, null).has("links");
        } catch (Failure e) {
            // What it left behind leads nowhere.
            return false;
        }
    }

    private DemoAccess access() throws Failure {
        try {
            return DemoAccess.read(directory)
                    .orElseThrow(() -> new Failure(
                            ExitCode.UNAVAILABLE,
                            "no demo with emulated links runs in " + directory
                                    + "; start one with quorate demo --wan, or name its directory with --data",
                            null));
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "cannot read how to reach the demo in " + directory + ": " + e, e);
        }
    }

    private JsonNode answer(DemoAccess access, String path, @Nullable Map<String, Object> request)
            throws IOException, Failure {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(access.url() + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setRequestProperty(DemoControl.TOKEN_HEADER, access.token());
        if (request != null) {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(json.writeValueAsBytes(request));
            }
        }
        int status = connection.getResponseCode();
        try (@Nullable
                InputStream in = status == HttpURLConnection.HTTP_OK
                        ? connection.getInputStream()
                        : connection.getErrorStream()) {
            JsonNode body = json.readTree(in == null ? InputStream.nullInputStream() : in);
            if (status != HttpURLConnection.HTTP_OK) {
                ExitCode exit = status == HttpURLConnection.HTTP_BAD_REQUEST ? ExitCode.USAGE : ExitCode.FAILED;
                throw new Failure(exit, body.path("error").asText(), null);
            }
            return body;
        }
    }
}
