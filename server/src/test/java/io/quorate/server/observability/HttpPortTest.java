package io.quorate.server.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpPortTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile List<String> dead = List.of();
    private volatile List<String> unready = List.of();
    private HttpPort port;

    @BeforeEach
    void open() throws Exception {
        Health health = new Health() {
            @Override
            public List<String> lifeProblems() {
                return dead;
            }

            @Override
            public List<String> readinessProblems() {
                return unready;
            }
        };
        port = new HttpPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> "# metrics\n",
                health,
                "{\"etcdserver\":\"3.5.0\"}");
    }

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void shouldAnswerLikeEtcdWhenAllIsWell() throws Exception {
        assertThat(get("/health")).isEqualTo("200 application/json {\"health\":\"true\",\"reason\":\"\"}");
        assertThat(get("/ready")).isEqualTo("200 text/plain; charset=utf-8 ok\n");
        assertThat(get("/readyz")).isEqualTo("200 text/plain; charset=utf-8 ok\n");
        assertThat(get("/livez")).isEqualTo("200 text/plain; charset=utf-8 ok\n");
        assertThat(get("/version")).isEqualTo("200 application/json {\"etcdserver\":\"3.5.0\"}");
        assertThat(get("/metrics")).isEqualTo("200 text/plain; version=0.0.4; charset=utf-8 # metrics\n");
    }

    @Test
    void shouldSayWhyItIsNotReady() throws Exception {
        unready = List.of("RAFT NO LEADER", "disk \"full\"");

        assertThat(get("/health"))
                .isEqualTo("503 application/json "
                        + "{\"health\":\"false\",\"reason\":\"RAFT NO LEADER; disk \\\"full\\\"\"}");
        assertThat(get("/readyz")).startsWith("503 ").contains("[-]RAFT NO LEADER\n[-]disk");
        assertThat(get("/livez")).startsWith("200 ");
    }

    @Test
    void shouldSayWhyItDoesNotLive() throws Exception {
        dead = List.of("replica fault");

        assertThat(get("/livez")).isEqualTo("503 text/plain; charset=utf-8 [-]replica fault\n");
    }

    @Test
    void shouldKnowNothingElse() throws Exception {
        assertThat(get("/")).startsWith("404");
        assertThat(get("/metricsx")).startsWith("404");
        assertThat(get("/health/x")).startsWith("404");
        HttpRequest post = HttpRequest.newBuilder(uri("/health"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void shouldServeWhileOthersHoldConnectionsAndSayNothing() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                silent.add(new Socket(
                        InetAddress.getLoopbackAddress(), port.address().getPort()));
            }

            assertThat(get("/livez")).startsWith("200");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() {
        assertThatThrownBy(() -> new HttpPort(port.address(), () -> "", healthy(), "{}"))
                .isInstanceOf(BindException.class);
    }

    private static Health healthy() {
        return new Health() {
            @Override
            public List<String> lifeProblems() {
                return List.of();
            }

            @Override
            public List<String> readinessProblems() {
                return List.of();
            }
        };
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.address().getPort() + path);
    }

    private String get(String path) throws Exception {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " "
                + response.headers().firstValue("Content-Type").orElse("") + " " + response.body();
    }
}
