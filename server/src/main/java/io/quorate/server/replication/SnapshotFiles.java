package io.quorate.server.replication;

import io.quorate.server.common.LogPosition;
import java.nio.file.Path;

/** A complete snapshot on disk: immutable until it is removed as a whole. */
public record SnapshotFiles(LogPosition position, Path directory) {}
