package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.request.RequestFailure.Kind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Between who takes a write to send it and who calls it not done, one wins. */
class PendingWriteTest {
    private static final int ROUNDS = 5_000;

    private static PendingWrite write() {
        return new PendingWrite(new byte[] {1}, false, 0);
    }

    @Test
    void shouldNotCallNotDoneWhatWasTaken() {
        PendingWrite write = write();
        assertThat(write.take()).isTrue();

        write.failWaiting(Kind.NO_LEADER);

        assertThat(write).isNotDone();
    }

    @Test
    void shouldNotTakeWhatWasCalledNotDone() {
        PendingWrite write = write();
        write.failWaiting(Kind.NO_LEADER);

        assertThat(write.take()).isFalse();
        assertThat(write).isCompletedExceptionally();
    }

    @Test
    void shouldBeTakenAgainAfterItWasPutBackUnlessItHasAnAnswer() {
        PendingWrite write = write();
        assertThat(write.take()).isTrue();
        assertThat(write.take()).isFalse();
        write.putBack();
        assertThat(write.take()).isTrue();

        write.fail(Kind.INDETERMINATE);
        write.putBack();

        assertThat(write.take()).isFalse();
    }

    @Test
    void shouldLetOneOfTwoThreadsHaveIt() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            PendingWrite write = write();
            CountDownLatch ready = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            Thread sweeper = new Thread(() -> {
                ready.countDown();
                write.failWaiting(Kind.NO_LEADER);
                over.countDown();
            });
            sweeper.start();
            assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();

            boolean taken = write.take();

            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(write.isDone()).isNotEqualTo(taken);
        }
    }
}
