package io.quorate.server.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rooms of the server and what each may see, lowest first: the table of docs/architecture.md. */
final class Rooms {
    static final String ROOT = "io.quorate.server";

    /**
     * A package and what it may see besides itself, the JDK and libraries.
     *
     * @param name below the root package; sub-packages belong to it unless they are rooms themselves
     * @param level a room sees lower ones, and equals that are named
     * @param mayNotExist is planned: the walls are up before it is
     */
    record Room(String name, int level, boolean mayNotExist, Set<String> maySee) {
        String packageName() {
            return name.isEmpty() ? ROOT : ROOT + "." + name;
        }
    }

    static final List<Room> ALL = List.of(
            room("common", 0),
            room("storage", 0, "common"),
            room("storage.rocksdb", 0, "storage", "common"),
            room("command", 0, "common"),
            room("config", 0, "common"),
            room("mvcc", 1, "storage", "common"),
            room("statemachine", 2, "command", "mvcc", "storage", "common"),
            room("leadership", 3, "replication", "common"),
            // Of statemachine and mvcc, replication and request see only values and the read face: portsSeeValuesOnly.
            room("replication", 3, "statemachine", "mvcc", "command", "common"),
            room(
                    "replication.ratis",
                    3,
                    "replication",
                    "leadership",
                    "statemachine",
                    "mvcc",
                    "storage",
                    "command",
                    "common"),
            room("request", 4, "replication", "leadership", "statemachine", "command", "mvcc", "common"),
            room("topology", 4, "common"),
            room("keyspaces", 4, "replication", "common"),
            planned("txn", 4, "request", "command", "common"),
            planned("watch", 4, "statemachine", "mvcc", "common"),
            planned("lease", 4, "request", "command", "common"),
            planned("backup", 4, "storage", "common"),
            room("peer", 5, "replication", "common"),
            // Commands and outcomes are what request takes and gives.
            // Of keyspaces, api sees only values.
            room("api", 5, "request", "admin", "keyspaces", "replication", "command", "mvcc", "common"),
            // Of statemachine, like replication, only values; commands are what request takes.
            room(
                    "admin",
                    5,
                    "keyspaces",
                    "topology",
                    "backup",
                    "replication",
                    "request",
                    "statemachine",
                    "command",
                    "mvcc",
                    "common"),
            room("observability", 5, "replication", "common"),
            room(
                    "bootstrap",
                    6,
                    "api",
                    "admin",
                    "keyspaces",
                    "topology",
                    "peer",
                    "observability",
                    "request",
                    "replication",
                    "replication.ratis",
                    "leadership",
                    "statemachine",
                    "mvcc",
                    "config",
                    "command",
                    "storage",
                    "storage.rocksdb",
                    "common"),
            room("", 7, "bootstrap", "topology", "config", "common"));

    private Rooms() {}

    /** The room a class lives in: the one with the longest matching package. */
    static Optional<Room> of(JavaClass type) {
        String name = type.getPackageName();
        Room found = null;
        for (Room room : ALL) {
            boolean inside = name.equals(room.packageName())
                    || (!room.name().isEmpty() && name.startsWith(room.packageName() + "."));
            if (inside && (found == null || room.name().length() > found.name().length())) {
                found = room;
            }
        }
        return Optional.ofNullable(found);
    }

    static Room named(String name) {
        return ALL.stream().filter(room -> room.name().equals(name)).findFirst().orElseThrow();
    }

    /** Classes of these rooms, without those of rooms within them. */
    static DescribedPredicate<JavaClass> in(String... names) {
        List<String> wanted = List.of(names);
        return DescribedPredicate.describe(
                "in rooms " + wanted,
                type -> of(type).map(Room::name).filter(wanted::contains).isPresent());
    }

    /** Classes of the server outside these rooms. */
    static DescribedPredicate<JavaClass> outside(String... names) {
        List<String> others = new ArrayList<>(ALL.stream().map(Room::name).toList());
        others.removeAll(List.of(names));
        return in(others.toArray(String[]::new)).as("outside rooms " + List.of(names));
    }

    private static Room room(String name, int level, String... maySee) {
        return new Room(name, level, false, Set.of(maySee));
    }

    private static Room planned(String name, int level, String... maySee) {
        return new Room(name, level, true, Set.of(maySee));
    }
}
