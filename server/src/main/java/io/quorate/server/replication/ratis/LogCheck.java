package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the whole Raft log before Ratis does, and decides what Ratis leaves open: which damage a crash explains.
 *
 * <p>Ratis writes a segment front to back and forces it before it acknowledges, so a crash, of the process or of the
 * machine, damages only what follows the last acknowledged record of the segment in progress. A damaged record there
 * with no sound record behind it is such a <em>torn tail</em>: it is cut off and one warning says so. Everything else
 * is a {@link CorruptLog}: a sound record behind the damaged one, any damage in a closed segment (which was forced as a
 * whole before it was closed), a segment missing in between.
 *
 * <p>Two cases cannot be told apart by looking at the bytes. Several records that were not yet forced may reach the
 * disk out of order when the power fails, so that a sound one follows a torn one; it looks like damage to acknowledged
 * records, and counts as that: refuse. And damage to the very last record looks like a torn write even if it was
 * forced: it is cut off, unless the state holds that entry already (then the caller keeps it as a snapshot). See
 * docs/design/snapshots.md.
 */
final class LogCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);
    private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
    private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)(?:\\..*)?");

    private final Path directory;
    private final SegmentScan scan = new SegmentScan();

    /**
     * What the log holds.
     *
     * @param first index of its first entry
     * @param last index of its last entry, -1 when it has none
     */
    record Extent(long first, long last) {
        static final Extent EMPTY = new Extent(0, -1);

        boolean isEmpty() {
            return last < first;
        }
    }

    private record Segment(Path file, long first, long last) {
        static final long OPEN_END = Long.MAX_VALUE;

        boolean isOpen() {
            return last == OPEN_END;
        }
    }

    /** @param directory where Ratis keeps the segments of one group */
    LogCheck(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads every record; cuts a torn tail off, and removes what an interrupted purge left before a gap.
     *
     * @param snapshotIndex newest snapshot on this node, -1 when there is none: what it covers may be missing
     */
    Extent check(long snapshotIndex) throws IOException {
        List<Segment> segments = withoutPurged(segments(), snapshotIndex);
        long first = -1;
        long last = -1;
        for (Segment segment : segments) {
            if (segment.isOpen() && !segment.equals(segments.get(segments.size() - 1))) {
                throw new CorruptLog(segment.file(), 0, "it is in progress, but segments follow it");
            }
            if (first < 0) {
                first = segment.first();
            } else if (segment.first() != last + 1) {
                throw new CorruptLog(
                        segment.file(),
                        0,
                        "it begins at index " + segment.first() + " but the log before it ends at " + last);
            }
            last = segment.isOpen() ? checkOpen(segment) : checkClosed(segment);
        }
        return last < first || first < 0 ? Extent.EMPTY : new Extent(first, last);
    }

    /** Removes the whole log. Cut short, it leaves what {@link #check} takes for a log that ends early. */
    void removeAll() throws IOException {
        List<Segment> segments = segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            Files.delete(segments.get(i).file());
        }
    }

    private List<Segment> segments() throws IOException {
        List<Segment> segments = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return segments;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                Matcher closed = CLOSED.matcher(name);
                Matcher open = OPEN.matcher(name);
                if (closed.matches()) {
                    segments.add(new Segment(file, Long.parseLong(closed.group(1)), Long.parseLong(closed.group(2))));
                } else if (open.matches() && Files.size(file) > 0) {
                    segments.add(new Segment(file, Long.parseLong(open.group(1)), Segment.OPEN_END));
                }
            }
        }
        segments.sort(Comparator.comparingLong(Segment::first).thenComparingLong(Segment::last));
        return segments;
    }

    /** Ratis deletes the newest of the purged segments first: a crash in between leaves older ones before a gap. */
    private static List<Segment> withoutPurged(List<Segment> segments, long snapshotIndex) throws IOException {
        int keep = 0;
        for (int i = 1; i < segments.size(); i++) {
            boolean gap = segments.get(i - 1).last() + 1 < segments.get(i).first();
            if (gap && segments.get(i).first() <= snapshotIndex + 1) {
                keep = i;
            }
        }
        for (Segment purged : segments.subList(0, keep)) {
            LOG.atWarn()
                    .addKeyValue("file", purged.file())
                    .addKeyValue("snapshot", snapshotIndex)
                    .log("removing a log segment that an interrupted purge left");
            Files.delete(purged.file());
        }
        return segments.subList(keep, segments.size());
    }

    private long checkClosed(Segment segment) throws IOException {
        SegmentScan.Found found = scan.scan(segment.file(), segment.first(), segment.last());
        if (found.lastIndex() != segment.last()) {
            throw new CorruptLog(
                    segment.file(),
                    found.soundBytes(),
                    "the record of index " + (found.lastIndex() + 1) + " in a closed segment cannot be read");
        }
        return segment.last();
    }

    private long checkOpen(Segment segment) throws IOException {
        SegmentScan.Found found = scan.scan(segment.file(), segment.first(), Segment.OPEN_END);
        if (!found.damaged()) {
            return found.lastIndex();
        }
        if (found.laterRecord() != SegmentScan.NOT_FOUND) {
            throw new CorruptLog(
                    segment.file(),
                    found.soundBytes(),
                    "the record of index " + (found.lastIndex() + 1) + " cannot be read, but a later one at byte "
                            + found.laterRecord() + " can");
        }
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            LOG.atWarn()
                    .addKeyValue("file", segment.file())
                    .addKeyValue("lastIndex", found.lastIndex())
                    .addKeyValue("offset", found.soundBytes())
                    .addKeyValue("dropped", channel.size() - found.soundBytes())
                    .log("the log ends in a torn record, which is cut off");
            channel.truncate(found.soundBytes());
            channel.force(true);
        }
        return found.lastIndex();
    }
}
