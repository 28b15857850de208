package io.quorate.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.WorkloadKind;
import io.quorate.jepsen.workload.RegisterWorkload.Mix;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegisterWorkloadTest {
    private final SplittableRandom random = new SplittableRandom(5);
    private final AtomicLong values = new AtomicLong();

    private InKeyspace workload(WorkloadKind kind) {
        KeyRing keys = new KeyRing(3, 1_000);
        return new InKeyspace(2, new RegisterWorkload(kind, keys, new Mix(50, 25), values::incrementAndGet));
    }

    private List<Invocation> some(Workload workload) {
        return IntStream.range(0, 200).mapToObj(i -> workload.next(random, 0)).toList();
    }

    @Test
    void shouldHaveProcessesThatOnlyReadTheSameKeys() {
        InKeyspace registers = workload(WorkloadKind.REGISTER);

        assertThat(some(registers.readers()))
                .allSatisfy(asked -> assertThat(asked.action()).isEqualTo(Action.READ))
                .allSatisfy(asked -> assertThat(asked.key()).isBetween(0, 2))
                .allSatisfy(asked -> assertThat(asked.keyspace()).isEqualTo(2));
        assertThat(some(registers))
                .anySatisfy(asked -> assertThat(asked.action().writes()).isTrue());
    }

    @Test
    void shouldLetSessionsWriteAllTheTime() {
        assertThat(some(workload(WorkloadKind.SESSION).readers()))
                .anySatisfy(asked -> assertThat(asked.action().writes()).isTrue());
    }
}
