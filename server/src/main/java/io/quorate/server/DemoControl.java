package io.quorate.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The control port of a demo, on loopback: what its links are, and changes of them, as JSON. Its paths and fields are
 * part of the interface (docs/operations/demo.md).
 */
final class DemoControl implements AutoCloseable {
    static final String LINKS = "/v1/links";
    static final String TOKEN_HEADER = "X-Quorate-Token";

    private static final int FORMAT = 1;
    private static final int THREADS = 2;
    private static final int TOKEN_BYTES = 16;
    private static final int MAX_REQUEST_BYTES = 64 << 10;
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    /** A request for a change of links; what it says wrong comes out as {@link IllegalArgumentException}. */
    private interface Change {
        List<DemoLink> make(JsonNode request) throws IOException;
    }

    private record Answer(int status, ObjectNode body) {
        static Answer problem(int status, String text) {
            return new Answer(status, JsonNodeFactory.instance.objectNode().put("error", text));
        }
    }

    private final String cluster;
    private final WanEmulation links;
    private final HttpServer server;
    private final ExecutorService threads;
    private final DemoAccess access;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Change> changes = Map.of(
            LINKS + "/cut", this::cut,
            LINKS + "/isolate", this::isolate,
            LINKS + "/delay", this::delay,
            LINKS + "/heal", this::heal);

    private DemoControl(String cluster, WanEmulation links) throws IOException {
        this.cluster = cluster;
        this.links = links;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        this.access = new DemoAccess(
                "http://127.0.0.1:" + server.getAddress().getPort(),
                HexFormat.of().formatHex(token),
                ProcessHandle.current().pid());
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "demo-control");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Answers from now on. */
    static DemoControl open(String cluster, WanEmulation links) throws IOException {
        DemoControl control = new DemoControl(cluster, links);
        control.server.setExecutor(control.threads);
        control.server.createContext("/", control::serve);
        control.server.start();
        return control;
    }

    DemoAccess access() {
        return access;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = json.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) {
        try {
            String token = exchange.getRequestHeaders().getFirst(TOKEN_HEADER);
            if (token == null || !isToken(token)) {
                return Answer.problem(
                        401, "the header " + TOKEN_HEADER + " is not what the demo's file 'control' says");
            }
            return routed(exchange, exchange.getRequestURI().getPath());
        } catch (JsonProcessingException e) {
            return Answer.problem(400, "the request is no JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.problem(500, String.valueOf(e.getMessage()));
        }
    }

    private Answer routed(HttpExchange exchange, String path) throws IOException {
        boolean reads = path.equals(LINKS);
        Change change = changes.get(path);
        if (!reads && change == null) {
            return Answer.problem(404, "there is no " + path);
        }
        if (!exchange.getRequestMethod().equals(reads ? "GET" : "POST")) {
            return Answer.problem(405, path + " takes " + (reads ? "GET" : "POST") + " only");
        }
        return new Answer(200, reads || change == null ? all() : changed(change.make(request(exchange))));
    }

    private boolean isToken(String given) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), access.token().getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode request(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES);
        return body.length == 0 ? JsonNodeFactory.instance.objectNode() : json.readTree(body);
    }

    private ObjectNode all() throws IOException {
        return body("links", links.links());
    }

    private ObjectNode changed(List<DemoLink> all) {
        return body("changed", all);
    }

    private ObjectNode body(String field, List<DemoLink> all) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("format", FORMAT).put("cluster", cluster);
        ArrayNode array = body.putArray(field);
        all.forEach(link -> array.add(link.json()));
        return body;
    }

    // ---- changes -------------------------------------------------------------------------------------------------

    private List<DemoLink> cut(JsonNode request) throws IOException {
        return links.cut(between(request), flag(request, "reset"));
    }

    private List<DemoLink> isolate(JsonNode request) throws IOException {
        return links.cut(links.selection().around(text(request, "place")), flag(request, "reset"));
    }

    private List<DemoLink> delay(JsonNode request) throws IOException {
        if (!request.has("delayMs")) {
            throw new IllegalArgumentException("delayMs is missing");
        }
        return links.delay(between(request), span(request, "delayMs"), span(request, "jitterMs"));
    }

    /** Of one link, of a place, or everywhere. */
    private List<DemoLink> heal(JsonNode request) throws IOException {
        if (request.has("from")) {
            return links.restore(between(request));
        }
        return links.restore(
                request.has("place")
                        ? links.selection().around(text(request, "place"))
                        : links.selection().all());
    }

    private List<LinkSelection.Direction> between(JsonNode request) {
        return links.selection().between(text(request, "from"), text(request, "to"), flag(request, "oneWay"));
    }

    private static String text(JsonNode request, String field) {
        JsonNode value = request.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + " is no text: give it the name of a node, zone or city");
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode request, String field) {
        JsonNode value = request.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new IllegalArgumentException(field + " is neither true nor false");
        }
        return value.booleanValue();
    }

    private static Duration span(JsonNode request, String field) {
        JsonNode value = request.path(field);
        if (value.isMissingNode()) {
            return Duration.ZERO;
        }
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > LONGEST_DELAY.toMillis()) {
            throw new IllegalArgumentException(
                    field + " is " + value + "; give milliseconds from 0 to " + LONGEST_DELAY.toMillis());
        }
        return DemoLink.duration(value);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
