package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ServerExitTest {
    private static final Path REFERENCE = Path.of("..", "docs", "operations", "server-exit-codes.md");

    @Test
    void shouldTellFailuresApartByWhatCausedThem() {
        assertThat(of(new IOException("x", new BindException("Address already in use"))))
                .isEqualTo(ServerExit.PORT_TAKEN);
        assertThat(of(new IOException("While appending: No space left on device")))
                .isEqualTo(ServerExit.DISK_FULL);
        assertThat(of(new CompletionException(new OutOfMemoryError("heap")))).isEqualTo(ServerExit.OUT_OF_MEMORY);
        assertThat(of(new IOException(new CorruptedFileException()))).isEqualTo(ServerExit.CORRUPT_LOG);
        assertThat(of(new RuntimeException(new CorruptStore()))).isEqualTo(ServerExit.CORRUPT_STORE);
        assertThat(of(new RuntimeException(new UnknownFormat()))).isEqualTo(ServerExit.WRONG_DATA_DIRECTORY);
        assertThat(of(new IllegalStateException("broken invariant"))).isEqualTo(ServerExit.REPLICA_FAULT);
    }

    private static final class CorruptedFileException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class UnknownFormat extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class CorruptStore extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void shouldUseEachCodeOnceAndNoneThatMeansASignal() {
        assertThat(Arrays.stream(ServerExit.values()).map(ServerExit::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code < 126);
    }

    /** To write it anew: run this test with {@code -Dquorate.docs=write}. */
    @Test
    void shouldDocumentEveryCode() throws Exception {
        String text = Files.readString(REFERENCE);
        int table = text.indexOf("| code |");
        String head = table < 0 ? text : text.substring(0, table);
        if ("write".equals(System.getProperty("quorate.docs"))) {
            Files.writeString(REFERENCE, head + ServerExit.table());
        }

        assertThat(Files.readString(REFERENCE)).isEqualTo(head + ServerExit.table());
    }

    private static ServerExit of(Throwable failure) {
        return ServerExit.of(failure, ServerExit.REPLICA_FAULT);
    }
}
