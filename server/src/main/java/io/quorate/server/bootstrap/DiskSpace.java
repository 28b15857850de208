package io.quorate.server.bootstrap;

import io.quorate.server.api.NodeFacts;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much room there is where the data directory is. Looks on the control thread, for a disk may stall; tells on any.
 */
final class DiskSpace implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

    private final Path data;
    private volatile NodeFacts.Disk last = new NodeFacts.Disk(0, 0);

    DiskSpace(Path data, Metrics metrics) {
        this.data = data;
        metrics.gauge(
                "quorate_disk_free_bytes",
                "Free on the disk of the data directory, for this process",
                () -> last.freeBytes());
        metrics.gauge("quorate_disk_total_bytes", "Size of the disk of the data directory", () -> last.totalBytes());
    }

    @Override
    public void run() {
        try {
            FileStore disk = Files.getFileStore(data);
            last = new NodeFacts.Disk(disk.getTotalSpace(), disk.getUsableSpace());
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("the disk does not tell how much room there is");
        }
    }

    NodeFacts.Disk last() {
        return last;
    }
}
