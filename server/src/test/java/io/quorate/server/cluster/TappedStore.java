package io.quorate.server.cluster;

import io.quorate.server.common.Fault;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A store whose writes fail once it has been given a reason, and whose checkpoints may be held up. */
final class TappedStore implements OrderedStore {
    private final OrderedStore store;
    private volatile @Nullable Fault failure;
    private volatile Runnable beforeCheckpoint = () -> {};

    TappedStore(OrderedStore store) {
        this.store = store;
    }

    void failWith(Fault reason) {
        failure = reason;
    }

    void beforeCheckpoint(Runnable action) {
        beforeCheckpoint = action;
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        return store.get(column, key);
    }

    @Override
    public ReadView openView() {
        return store.openView();
    }

    @Override
    public WriteBatch newBatch() {
        return store.newBatch();
    }

    @Override
    public void write(WriteBatch batch) {
        Fault reason = failure;
        if (reason != null) {
            throw reason;
        }
        store.write(batch);
    }

    @Override
    public void flush() {
        store.flush();
    }

    @Override
    public void checkpoint(Path directory) {
        beforeCheckpoint.run();
        store.checkpoint(directory);
    }

    @Override
    public long sizeBytes() {
        return store.sizeBytes();
    }

    @Override
    public void close() {
        store.close();
    }
}
