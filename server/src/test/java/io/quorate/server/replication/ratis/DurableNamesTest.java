package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.server.storage.RaftStorageMetadataFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the directory is synced, and when not. That messages wait for it, {@code VoteDurabilityIT} shows. */
class DurableNamesTest {
    @TempDir
    private Path top;

    private final List<Path> synced = new ArrayList<>();
    private final Clock clock = new Clock();
    private final Storage storage = new Storage();
    private final DurableNames names = new DurableNames(clock, Metrics.none());

    DurableNamesTest() {}

    private static final class Clock implements NodeClock {
        long nanos;

        @Override
        public long monotonicNanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            throw new UnsupportedOperationException("no rule rests on it");
        }
    }

    private final class Storage implements RaftStorage, RaftStorageDirectory, RaftStorageMetadataFile {
        RaftStorageMetadata metadata = RaftStorageMetadata.getDefault();

        @Override
        public void initialize() {}

        @Override
        public RaftStorageDirectory getStorageDir() {
            return this;
        }

        @Override
        public RaftStorageMetadataFile getMetadataFile() {
            return this;
        }

        @Override
        public CorruptionPolicy getLogCorruptionPolicy() {
            return CorruptionPolicy.EXCEPTION;
        }

        @Override
        public void close() {}

        @Override
        public File getRoot() {
            return top.resolve("group").toFile();
        }

        @Override
        public boolean isHealthy() {
            return true;
        }

        @Override
        public RaftStorageMetadata getMetadata() {
            return metadata;
        }

        @Override
        public void persist(RaftStorageMetadata next) {
            metadata = next;
        }
    }

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(current());
        names.syncWith(synced::add);
        names.open(storage, top.resolve("group"), top);
        assertThat(synced).containsExactly(current(), top.resolve("group"), top);
        synced.clear();
    }

    private Path current() {
        return top.resolve("group").resolve("current");
    }

    private void vote(long term, String candidate) {
        storage.persist(RaftStorageMetadata.valueOf(term, RaftPeerId.valueOf(candidate)));
    }

    private void stamp(long millis) throws IOException {
        Files.setLastModifiedTime(current(), FileTime.fromMillis(millis));
    }

    @Test
    void shouldSyncOnceForEachVoteBeforeTheNextMessage() throws IOException {
        names.beforeMessage();
        assertThat(synced).isEmpty();

        vote(5, "n2");
        names.beforeMessage();
        names.beforeMessage();
        assertThat(synced).containsExactly(current());

        vote(6, "n2");
        names.beforeMessage();
        assertThat(synced).hasSize(2);
    }

    @Test
    void shouldHaveACopyOfEachVoteBeforeTheNextMessage() throws IOException {
        Path copy = top.resolve("group").resolve("vote");
        assertThat(copy).content().contains("term=0");

        vote(5, "n2");
        assertThat(copy).content().contains("term=0");
        names.beforeMessage();

        assertThat(copy).content().contains("term=5", "votedFor=n2");
    }

    @Test
    void shouldHoldTheMessageBackUntilTheSyncHasWorked() throws IOException {
        vote(5, "n2");
        names.syncWith(directory -> {
            throw new IOException("the disk is gone");
        });
        assertThatThrownBy(names::beforeMessage).isInstanceOf(IOException.class);
        assertThatThrownBy(names::beforeMessage).isInstanceOf(IOException.class);

        names.syncWith(synced::add);
        names.beforeMessage();
        names.beforeMessage();

        assertThat(synced).hasSize(1);
    }

    /** Whoever changes the vote while it is being made durable finds it made durable again. */
    @Test
    void shouldNotTakeAVoteForDurableThatCameDuringTheSync() throws IOException {
        vote(5, "n2");
        names.syncWith(directory -> {
            synced.add(directory);
            vote(6, "n3");
        });
        names.beforeMessage();
        names.syncWith(synced::add);

        names.beforeMessage();
        names.beforeMessage();

        assertThat(synced).hasSize(2);
    }

    @Test
    void shouldSyncBeforeAFlushWhenANameHasChanged() throws IOException {
        stamp(1_000);
        names.beforeFlush();
        clock.nanos += 60_000_000;
        names.beforeFlush();
        assertThat(synced).hasSize(2);
        clock.nanos += 60_000_000;
        names.beforeFlush();
        assertThat(synced).hasSize(2);

        Files.createFile(current().resolve("log_inprogress_7"));
        names.beforeFlush();
        assertThat(synced).hasSize(3);
    }

    /** File systems stamp changes with a clock that ticks: two changes in one tick look like one. */
    @Test
    void shouldSyncBeforeEveryFlushWhileAnotherChangeCouldHaveTheSameStamp() throws IOException {
        stamp(1_000);
        names.beforeFlush();
        clock.nanos += 10_000_000;
        names.beforeFlush();
        clock.nanos += 10_000_000;
        names.beforeFlush();

        assertThat(synced).hasSize(3);
    }

    @Test
    void shouldMakeVotesDurableWithAFlush() throws IOException {
        vote(5, "n2");
        stamp(1_000);
        names.beforeFlush();
        names.beforeMessage();

        assertThat(synced).hasSize(1);
    }

    @Test
    void shouldFailAFlushWhoseNamesCannotBeMadeDurable() throws IOException {
        stamp(1_000);
        names.syncWith(directory -> {
            throw new IOException("the disk is gone");
        });

        assertThatThrownBy(names::beforeFlush).isInstanceOf(IOException.class);
        assertThatThrownBy(names::beforeFlush).isInstanceOf(IOException.class);
    }

    @Test
    void shouldHaveNothingToDoBeforeRatisHasStorage() throws IOException {
        DurableNames unopened = new DurableNames(clock, Metrics.none());
        unopened.syncWith(synced::add);

        unopened.beforeMessage();
        unopened.beforeFlush();

        assertThat(synced).isEmpty();
    }
}
