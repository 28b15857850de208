package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.quorate.server.api.error.EtcdError;
import org.junit.jupiter.api.Test;

class IncomingBudgetTest {
    private boolean scarce;
    private final IncomingBudget budget = new IncomingBudget(100_000, () -> scarce);

    private ServerStreamTracer call(String method) {
        return budget.newServerStreamTracer(method, new Metadata());
    }

    @Test
    void shouldRefuseThePieceThatDoesNotFit() {
        ServerStreamTracer first = call("etcdserverpb.KV/Put");
        ServerStreamTracer second = call("etcdserverpb.KV/Put");
        first.inboundWireSize(60_000);
        second.inboundWireSize(30_000);
        assertThat(budget.heldBytes()).isEqualTo(90_000);

        assertThatThrownBy(() -> second.inboundWireSize(20_000)).isSameAs(EtcdError.TOO_MANY_REQUESTS.exception());

        assertThat(budget.heldBytes()).isEqualTo(90_000);
        second.streamClosed(Status.RESOURCE_EXHAUSTED);
        assertThat(budget.heldBytes()).isEqualTo(60_000);
        first.inboundWireSize(40_000);
        first.inboundMessageRead(0, 100_000, -1);
        assertThat(budget.heldBytes()).isZero();
        first.streamClosed(Status.OK);
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void shouldRefuseWhateverIsNotSmallWhileMemoryIsScarce() {
        ServerStreamTracer call = call("etcdserverpb.KV/Put");
        call.inboundWireSize(50_000);
        scarce = true;

        assertThatThrownBy(() -> call.inboundWireSize(1)).isSameAs(EtcdError.TOO_MANY_REQUESTS.exception());
        call("etcdserverpb.KV/Put").inboundWireSize(4_000);
        call("quorate.internal.v1.NodeService/Forward").inboundWireSize(3_000_000);

        assertThat(budget.heldBytes()).isEqualTo(50_000);
    }

    @Test
    void shouldNotCountSmallRequestsNorThoseOfOtherNodes() {
        call("etcdserverpb.KV/Put").inboundWireSize(4_000);
        call("quorate.internal.v1.NodeService/Forward").inboundWireSize(3_000_000);

        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void shouldHoldNothingForACallThatIsOver() {
        ServerStreamTracer over = call("etcdserverpb.KV/Put");
        over.streamClosed(Status.CANCELLED);

        over.inboundWireSize(50_000);

        assertThat(budget.heldBytes()).isZero();
    }
}
