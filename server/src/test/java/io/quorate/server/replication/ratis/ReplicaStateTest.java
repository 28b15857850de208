package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.statemachine.KvStateMachine;
import io.quorate.server.statemachine.SessionLimits;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.memory.MemoryStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReplicaStateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch mayClose = new CountDownLatch(1);
    private final AtomicInteger closing = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final ReplicaState state = new ReplicaState(
            Path.of("unused"), path -> slowToClose(), store -> KvStateMachine.open(store, SessionLimits.defaults()));

    ReplicaStateTest() {}

    private OrderedStore slowToClose() {
        MemoryStore store = new MemoryStore();
        return (OrderedStore) Proxy.newProxyInstance(
                OrderedStore.class.getClassLoader(),
                new Class<?>[] {OrderedStore.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("close")) {
                        return method.invoke(store, arguments);
                    }
                    closing.incrementAndGet();
                    assertThat(mayClose.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                            .isTrue();
                    closed.incrementAndGet();
                    return null;
                });
    }

    /** Else the process ends while the store's own threads still run, which aborts it. */
    @Test
    void shouldNotBeCalledClosedWhileAnotherThreadIsStillClosingIt() {
        state.open();
        CompletableFuture<Void> first = CompletableFuture.runAsync(state::close);
        Awaitility.await().atMost(PATIENCE).until(() -> closing.get() == 1);
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> {
            state.close();
            return closed.get();
        });

        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(mayClose::countDown);

        assertThat(second.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join())
                .isEqualTo(1);
        first.join();
        assertThat(closing).hasValue(1);
    }
}
