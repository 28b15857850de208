package io.quorate.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.proto.internal.v1.Batch;
import io.quorate.proto.internal.v1.DeleteRange;
import io.quorate.proto.internal.v1.Request;
import io.quorate.server.common.Fault;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each way in which bytes may not be what we write: a Fault that says which, never another value. */
class OutcomeDamageTest {
    /** A whole outcome is field 1 of the batch: 0a, its length, its revision as field 1, its kind as field 2 to 8. */
    private static Map<String, String> damages() {
        Map<String, String> damages = new LinkedHashMap<>();
        damages.put("12 00", "BatchOutcome has unknown field 2");
        damages.put("0a 00", "outcome without its kind");
        damages.put("0a 02 4a 00", "Outcome has unknown field 9");
        damages.put("0a 04 32 00 32 00", "two outcomes where one belongs");
        damages.put("0a 04 32 00 08 05", "out of order");
        damages.put("0a 04 12 02 10 01", "PutDone has unknown field 2");
        damages.put("0a 06 12 04 0a 02 38 01", "KeyValue has unknown field 7");
        damages.put("0a 04 1a 02 18 01", "DeleteRangeDone has unknown field 3");
        damages.put("0a 04 22 02 20 01", "RangeDone has unknown field 4");
        damages.put("0a 04 22 02 10 02", "truth value 2");
        damages.put("0a 04 2a 02 18 01", "TxnDone has unknown field 3");
        damages.put("0a 04 32 02 08 01", "outcome without fields has unknown field 1");
        damages.put("0a 04 42 02 08 01", "outcome without fields has unknown field 1");
        damages.put("0a 04 3a 02 10 01", "Rejected has unknown field 2");
        damages.put("0a 04 3a 02 08 7f", "unknown rejection 127");
        damages.put("0a 08 3a 06 08 80 80 80 80 10", "does not fit in 32 bits");
        damages.put("0a 02 12 02 0a 00", "a field runs over the end of its message");
        damages.put("0a 05", "length 5");
        damages.put("0a ff ff ff ff ff ff ff ff ff 01", "length -1");
        damages.put("0a", "the bytes end within a field");
        damages.put("00", "tag 0");
        damages.put("80 80 80 80 80 01", "tag 34359738368");
        damages.put("0a 0b 08 ff ff ff ff ff ff ff ff ff ff 01", "varint of more than ten bytes");
        return damages;
    }

    @Test
    void shouldSayWhatIsWrongWithAnOutcome() {
        damages().forEach((hex, message) -> {
            byte[] damaged = HexFormat.ofDelimiter(" ").parseHex(hex);

            assertThatThrownBy(() -> CommandCodec.decodeOutcomes(damaged))
                    .as(hex)
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("malformed log bytes")
                    .hasMessageContaining(message);
        });
    }

    @Test
    void shouldRefuseOutcomesNestedWithoutEnd() {
        Outcome deep = new Outcome.NothingDone(1);
        for (int i = 0; i < 102; i++) {
            deep = new Outcome.TxnDone(1, true, List.of(deep));
        }
        byte[] encoded = CommandCodec.encodeOutcomes(List.of(deep));

        assertThatThrownBy(() -> CommandCodec.decodeOutcomes(encoded))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("outcomes nested deeper");
    }

    @Test
    void shouldReadOutcomesNestedAsDeepAsTransactionsMayBe() {
        Outcome deep = new Outcome.NothingDone(1);
        for (int i = 0; i < 101; i++) {
            deep = new Outcome.TxnDone(1, true, List.of(deep));
        }

        assertThat(CommandCodec.decodeOutcomes(CommandCodec.encodeOutcomes(List.of(deep))))
                .containsExactly(deep);
    }

    @Test
    void shouldRefuseADeletionOfNoRange() {
        byte[] batch = Batch.newBuilder()
                .addRequests(Request.newBuilder().setDeleteRange(DeleteRange.getDefaultInstance()))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> CommandCodec.decodeBatch(batch))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("missing key range");
    }
}
