package io.quorate.server.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.quorate.server.api.error.EtcdError.Effect;
import io.quorate.server.command.Rejection;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of errors, as the reference has it. */
class ErrorsReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "reference", "errors.md");

    private static final String HEAD = """
            # Errors of the etcd API

            Generated from `io.quorate.server.api.error.EtcdError` and `StatusMapper`; do not edit. A test says how to write it
            anew.

            Clients written for etcd compare the text, so texts that begin with `etcdserver:` are etcd's to the letter.
            *Effect*: `none` means that nothing was done and nothing will be; `unknown` means that a write may have been done, or
            may yet be. A read has no effect in any case.

            | gRPC code | text | effect | when |
            |---|---|---|---|
            """;
    private static final String REJECTIONS = """

            ## Where they come from

            What the replicated state machine answers, the same on every node:

            | rejection | error |
            |---|---|
            """;
    private static final String FAILURES = """

            Why a request got no answer:

            | failure | error |
            |---|---|
            """;
    private static final String TAIL = """

            Errors of gRPC itself keep its own texts: an unknown method is UNIMPLEMENTED, a message over 4 MiB RESOURCE_EXHAUSTED,
            bytes that are no message INTERNAL, a deadline that the client set DEADLINE_EXCEEDED (its effect is unknown).
            """;

    private static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        for (EtcdError error : EtcdError.values()) {
            text.append("| ")
                    .append(error.code())
                    .append(" | `")
                    .append(error.text())
                    .append("` | ");
            text.append(error.effect() == Effect.NONE ? "none" : "unknown").append(" | ");
            text.append(error.when()).append(" |\n");
        }
        text.append(REJECTIONS);
        for (Rejection rejection : Rejection.values()) {
            text.append("| ").append(rejection).append(" | `");
            text.append(StatusMapper.of(rejection).text()).append("` |\n");
        }
        text.append(FAILURES);
        for (RequestFailure.Kind kind : RequestFailure.Kind.values()) {
            EtcdError early = StatusMapper.of(kind, false);
            EtcdError late = StatusMapper.of(kind, true);
            text.append("| ").append(kind).append(" | `").append(early.text()).append('`');
            if (early != late) {
                text.append("; after the deadline `").append(late.text()).append('`');
            }
            text.append(" |\n");
        }
        return text.append(TAIL).toString();
    }

    /** To write it anew: run this test with {@code -Dquorate.docs=write}. */
    @Test
    void shouldDocumentEveryError() throws IOException {
        if ("write".equals(System.getProperty("quorate.docs"))) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, markdown());
        }

        assertThat(Files.readString(REFERENCE)).isEqualTo(markdown());
    }

    @Test
    void shouldHaveOneErrorPerText() {
        assertThat(Arrays.stream(EtcdError.values()).map(EtcdError::text).collect(Collectors.toSet()))
                .hasSize(EtcdError.values().length);
        assertThat(EtcdError.values()).allSatisfy(error -> {
            assertThat(error.status().getCode()).isEqualTo(error.code());
            assertThat(error.status().getDescription()).isEqualTo(error.text());
            assertThat(error.exception().getStatus()).isSameAs(error.status());
        });
    }

    /** etcd's Go client sends a write again only on UNAVAILABLE with one of two texts of its own, never with these. */
    @Test
    void shouldNeverInviteAClientToRepeatAWriteThatMayHaveHappened() {
        assertThat(EtcdError.values())
                .extracting(EtcdError::text)
                .doesNotContain("there is no address available", "there is no connection available");
        assertThat(StatusMapper.of(RequestFailure.Kind.INDETERMINATE, false).effect())
                .isEqualTo(Effect.UNKNOWN);
        assertThat(StatusMapper.of(RequestFailure.Kind.INDETERMINATE, true).effect())
                .isEqualTo(Effect.UNKNOWN);
        assertThat(Arrays.stream(EtcdError.values()).filter(error -> error.effect() == Effect.UNKNOWN))
                .extracting(EtcdError::code)
                .containsOnly(
                        Status.Code.UNAVAILABLE,
                        Status.Code.FAILED_PRECONDITION,
                        Status.Code.INTERNAL,
                        Status.Code.UNKNOWN);
    }

    @Test
    void shouldLookInsideWhatAFutureWrapped() {
        RequestFailure failure = new RequestFailure(RequestFailure.Kind.LEADER_CHANGED);

        assertThat(StatusMapper.of(new CompletionException(new CompletionException(failure)), false))
                .isEqualTo(EtcdError.LEADER_CHANGED);
        assertThat(StatusMapper.of(new CompletionException(null), false)).isEqualTo(EtcdError.INTERNAL);
    }
}
