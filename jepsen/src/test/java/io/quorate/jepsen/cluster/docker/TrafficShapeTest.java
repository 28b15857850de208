package io.quorate.jepsen.cluster.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficShapeTest {
    @Test
    void shouldGiveEachReceiverABucketOfItsOwn() {
        String script = TrafficShape.script("eth0", Map.of("198.18.0.12", 1_000_000L, "198.18.0.11", 8_000L));

        assertThat(script.lines())
                .containsExactly(
                        "qdisc add dev eth0 root handle 1: htb",
                        "class add dev eth0 parent 1: classid 1:10 htb rate 64000bit ceil 64000bit"
                                + " burst 2000b cburst 2000b quantum 1600",
                        "qdisc add dev eth0 parent 1:10 handle 10: pfifo limit 200",
                        "filter add dev eth0 parent 1: protocol ip prio 1 u32 match ip dst 198.18.0.11/32 flowid 1:10",
                        "class add dev eth0 parent 1: classid 1:11 htb rate 8000000bit ceil 8000000bit"
                                + " burst 50000b cburst 50000b quantum 1600",
                        "qdisc add dev eth0 parent 1:11 handle 11: pfifo limit 200",
                        "filter add dev eth0 parent 1: protocol ip prio 1 u32 match ip dst 198.18.0.12/32 flowid 1:11");
    }
}
