package io.quorate.server.statemachine.sim;

import io.quorate.server.command.CommandCodec;
import io.quorate.server.common.LogPosition;
import java.util.List;

/**
 * An entry of the total order.
 *
 * @param parcels empty: not an entry of ours, only a position
 */
record LogItem(LogPosition position, long hlc, List<Parcel> parcels) {
    boolean isOurs() {
        return !parcels.isEmpty();
    }

    byte[] bytes(long clock) {
        return CommandCodec.encodeEntry(
                clock,
                "n1",
                1,
                parcels.stream()
                        .map(Parcel::batch)
                        .map(batch -> CommandCodec.encodeBatch(
                                batch.stamp(),
                                batch.requests().stream()
                                        .map(CommandCodec::encodeRequest)
                                        .toList()))
                        .toList());
    }
}
