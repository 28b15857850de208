package io.quorate.server.storage.rocksdb;

import io.quorate.server.common.Fault;
import io.quorate.server.storage.CorruptStore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** RocksDB's errors in our words. */
final class RocksErrors {
    private static final Pattern FILE = Pattern.compile("[^\\s:;,]*(?:\\d+\\.sst|MANIFEST-\\d+|CURRENT|OPTIONS-\\d+)");

    private RocksErrors() {}

    static Fault fault(String doing, RocksDBException error) {
        String message = "could not " + doing + ": " + error.getMessage();
        if (isCorruption(error)) {
            return new CorruptStore(message, fileIn(error.getMessage()), error);
        }
        return new Fault(message, error);
    }

    private static boolean isCorruption(RocksDBException error) {
        Status status = error.getStatus();
        String message = String.valueOf(error.getMessage());
        // A file that is missing or too short is an IOError or InvalidArgument to RocksDB: also not what we wrote.
        return (status != null && status.getCode() == Status.Code.Corruption)
                || message.contains("Corruption")
                || (message.contains("No such file") && fileIn(message) != null);
    }

    private static @Nullable String fileIn(@Nullable String message) {
        if (message == null) {
            return null;
        }
        Matcher matcher = FILE.matcher(message);
        return matcher.find() ? matcher.group() : null;
    }
}
