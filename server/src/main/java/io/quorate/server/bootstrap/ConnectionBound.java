package io.quorate.server.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps descriptors for files: a node that cannot open its own files any more is of no use to anybody. */
final class ConnectionBound {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionBound.class);

    private ConnectionBound() {}

    /** The setting, or less when this process may not open files enough for that many. */
    static int of(int setting) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return setting;
        }
        int bound = of(setting, system.getMaxFileDescriptorCount());
        if (bound < setting) {
            LOG.atWarn()
                    .addKeyValue("max_connections", setting)
                    .addKeyValue("in_force", bound)
                    .addKeyValue("open_files_allowed", system.getMaxFileDescriptorCount())
                    .log("fewer connections than set: this process may not open enough files (ulimit -n)");
        }
        return bound;
    }

    /** Six tenths for connections: with those on their way in or out it may be a quarter more at times. */
    static int of(int setting, long descriptors) {
        return (int) Math.max(1, Math.min(setting, descriptors * 6 / 10));
    }
}
