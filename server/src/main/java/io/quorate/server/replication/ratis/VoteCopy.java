package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.CRC32C;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second, checked copy of term and vote. Ratis renames its new {@code raft-meta} over the old one even when writing
 * it has failed, so that a full disk leaves an empty file: the vote is forgotten and the node does not start. The copy
 * is written before a message leaves that rests on it, and {@code raft-meta} before the copy; so the copy is never
 * ahead of a sound {@code raft-meta}, and never behind what others were told (docs/adr/0026).
 */
final class VoteCopy {
    static final String NAME = "vote";

    private static final Logger LOG = LoggerFactory.getLogger(VoteCopy.class);
    private static final String RAFT_META = "raft-meta";
    private static final String TERM = "term";
    private static final String VOTED_FOR = "votedFor";
    private static final String CHECK = "crc32c";

    /** Term, and for whom this replica has voted in it; empty for nobody. */
    private record Vote(long term, String votedFor) {
        /** Whether a replica that knows the other and not this one would have forgotten something. */
        boolean isBeyond(Vote other) {
            return term > other.term || (term == other.term && !votedFor.isEmpty() && !votedFor.equals(other.votedFor));
        }

        String check() {
            CRC32C sum = new CRC32C();
            sum.update((term + " " + votedFor).getBytes(StandardCharsets.UTF_8));
            return String.format(Locale.ROOT, "%08x", sum.getValue());
        }
    }

    private final Path directory;
    private final Path file;

    /** @param directory of the group; it is there */
    VoteCopy(Path directory) {
        this.directory = directory;
        file = directory.resolve(NAME);
    }

    /** Durable when it returns. When it fails, the copy is what it was. */
    void write(RaftStorageMetadata metadata) throws IOException {
        Vote vote = new Vote(metadata.getTerm(), metadata.getVotedFor().toString());
        Properties properties = propertiesOf(vote);
        properties.setProperty(CHECK, vote.check());
        replace(directory, NAME, properties);
    }

    /**
     * Puts right a {@code raft-meta} that is there, and damaged or behind the copy.
     *
     * @param current Ratis' directory
     * @throws CorruptLog when it is damaged and so is the copy, or there is none
     */
    void mend(Path current) throws IOException {
        Path meta = current.resolve(RAFT_META);
        if (!Files.exists(meta)) {
            return;
        }
        Optional<Vote> ratis = read(meta, false);
        Optional<Vote> copy = read(file, true);
        if (ratis.isPresent() && copy.stream().noneMatch(vote -> vote.isBeyond(ratis.get()))) {
            return;
        }
        Vote kept = copy.orElseThrow(() -> new CorruptLog(
                meta, 0, "it does not tell this replica's term and vote, and " + file + " does not either"));
        replace(current, RAFT_META, propertiesOf(kept));
        LOG.atWarn()
                .addKeyValue("file", meta)
                .addKeyValue("term", kept.term())
                .addKeyValue("votedFor", kept.votedFor())
                .addKeyValue("held", ratis.map(Vote::toString).orElse("nothing that can be read"))
                .log("the vote was damaged and has been put right from its copy");
    }

    /** Empty when the file is missing, does not tell both, or is not what its check says. */
    private static Optional<Vote> read(Path path, boolean checked) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try {
            // Byte for byte: damage must not be a decoding error.
            properties.load(new StringReader(Files.readString(path, StandardCharsets.ISO_8859_1)));
            long term = Long.parseLong(properties.getProperty(TERM, ""));
            String votedFor = properties.getProperty(VOTED_FOR);
            if (votedFor == null || term < 0) {
                return Optional.empty();
            }
            Vote vote = new Vote(term, votedFor);
            return checked && !vote.check().equals(properties.getProperty(CHECK))
                    ? Optional.empty()
                    : Optional.of(vote);
        } catch (IllegalArgumentException e) {
            // Not a number, or a broken escape.
            return Optional.empty();
        }
    }

    private static Properties propertiesOf(Vote vote) {
        Properties properties = new Properties();
        properties.setProperty(TERM, Long.toString(vote.term()));
        properties.setProperty(VOTED_FOR, vote.votedFor());
        return properties;
    }

    /** Writes anew, syncs, renames and syncs the directory; the rename only after everything else has worked. */
    private static void replace(Path directory, String name, Properties properties) throws IOException {
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Path fresh = directory.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.system().sync(directory);
    }
}
