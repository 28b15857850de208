package io.quorate.client.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a JVM takes names from that is started with {@code -Djdk.net.hosts.file}; it knows no other names then. */
public final class HostsFile {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private HostsFile() {}

    /** Writes it, with these names and those that every JVM needs. */
    public static void write(Path file, Map<String, InetAddress> names) throws IOException {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        // Libraries look up the machine's own name.
        text.append("127.0.0.1 ").append(Files.readString(HOST_NAME).strip()).append('\n');
        names.forEach((name, address) ->
                text.append(address.getHostAddress()).append(' ').append(name).append('\n'));
        Files.writeString(file, text);
    }
}
