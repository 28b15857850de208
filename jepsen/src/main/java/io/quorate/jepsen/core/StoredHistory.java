package io.quorate.jepsen.core;

import java.util.Optional;

/**
 * A history read from its file.
 *
 * @param notice what is to be known of it: that the run did not end in order, or that its last bytes were torn; empty
 *     when it is whole
 */
public record StoredHistory(History history, Optional<String> notice) {}
