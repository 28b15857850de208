package io.quorate.server.storage;

import io.quorate.server.common.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on disk are not what was written. The replica must be rebuilt from the others; nothing is repaired in place.
 */
public final class CorruptStore extends Fault {
    private static final long serialVersionUID = 1L;

    private final @Nullable String file;

    public CorruptStore(String message, @Nullable String file, Throwable cause) {
        super(message, cause);
        this.file = file;
    }

    /** The damaged file, when it is known. */
    public @Nullable String file() {
        return file;
    }
}
