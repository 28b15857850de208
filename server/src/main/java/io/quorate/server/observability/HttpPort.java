package io.quorate.server.observability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's http port: figures and health for those who watch it, apart from the port that clients use. */
public final class HttpPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
    private static final int THREADS = 2;
    private static final int WAITING = 64;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private record Answer(int status, String type, String body) {}

    /**
     * Opens the port.
     *
     * @param metrics Prometheus' text
     * @param version a JSON object
     * @throws java.net.BindException when the port is taken
     */
    public HttpPort(InetSocketAddress address, Supplier<String> metrics, Health health, String version)
            throws IOException {
        // A client that sends or reads slowly must not hold one of few threads for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "60");
        this.server = HttpServer.create(address, 0);
        // When all are busy the listening thread answers itself, so that what waits is bounded and nothing is dropped.
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING),
                task -> {
                    Thread thread = new Thread(task, "http");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
        server.setExecutor(threads);
        serve("/metrics", () -> new Answer(200, METRICS, metrics.get()));
        serve("/version", () -> new Answer(200, JSON, version));
        serve("/health", () -> health(health.readinessProblems()));
        serve("/ready", () -> check(health.readinessProblems()));
        serve("/readyz", () -> check(health.readinessProblems()));
        serve("/livez", () -> check(health.lifeProblems()));
        server.createContext("/", exchange -> answer(exchange, new Answer(404, TEXT, "404 page not found\n")));
        server.start();
    }

    /** Where it listens, also when the system chose the port. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void serve(String path, Supplier<Answer> answer) {
        server.createContext(path, exchange -> {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                answer(exchange, new Answer(404, TEXT, "404 page not found\n"));
            } else if (!exchange.getRequestMethod().equals("GET")
                    && !exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer(exchange, new Answer(405, TEXT, "Method Not Allowed\n"));
            } else {
                answer(exchange, guarded(path, answer));
            }
        });
    }

    private static Answer guarded(String path, Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("path", path).setCause(e).log("an http request failed");
            return new Answer(500, TEXT, "internal error, see the log\n");
        }
    }

    /** As etcd answers on /health. */
    private static Answer health(List<String> problems) {
        boolean healthy = problems.isEmpty();
        String reason = String.join("; ", problems).replace("\\", "\\\\").replace("\"", "\\\"");
        return new Answer(healthy ? 200 : 503, JSON, "{\"health\":\"" + healthy + "\",\"reason\":\"" + reason + "\"}");
    }

    /** As etcd answers on /livez and /readyz. */
    private static Answer check(List<String> problems) {
        if (problems.isEmpty()) {
            return new Answer(200, TEXT, "ok\n");
        }
        return new Answer(503, TEXT, "[-]" + String.join("\n[-]", problems) + "\n");
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status, -1);
                return;
            }
            exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
