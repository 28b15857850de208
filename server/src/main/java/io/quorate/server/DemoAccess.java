package io.quorate.server;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/**
 * How to reach a running demo: a file in its directory, which only its user can read.
 *
 * @param url of its control port
 * @param token what a request has to carry, so that not every page in a browser of this machine can make one
 * @param pid of the demo's process
 */
record DemoAccess(String url, String token, long pid) {
    private static final String FILE = "control";
    private static final String FRESH = "control.new";

    static Path file(Path directory) {
        return directory.resolve(FILE);
    }

    /** What a demo has left in its directory; it may have ended since. */
    static Optional<DemoAccess> read(Path directory) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file(directory))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String pid = properties.getProperty("pid", "");
        if (!pid.matches("[0-9]{1,18}")) {
            throw new IOException(file(directory) + " is damaged");
        }
        return Optional.of(new DemoAccess(
                properties.getProperty("url", ""), properties.getProperty("token", ""), Long.parseLong(pid)));
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path fresh = directory.resolve(FRESH);
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                fresh,
                "# How quorate demo link reaches this demo.\nurl=" + url + "\ntoken=" + token + "\npid=" + pid + "\n");
        Files.move(fresh, file(directory), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void remove(Path directory) throws IOException {
        Files.deleteIfExists(file(directory));
    }
}
