package io.quorate.server.topology;

import java.util.List;
import java.util.Locale;

/**
 * One way in which a topology can fail.
 *
 * @param extent of the places it is about: a link between zones is of extent zone
 * @param places one that is lost, or the two ends of a link
 * @param condition what is broken then
 */
public record FaultCase(Kind kind, Extent extent, List<String> places, Condition condition) {
    public FaultCase {
        places = List.copyOf(places);
    }

    /** What fails. */
    public enum Kind {
        /** A node is lost, with its disk. */
        NODE,
        /** The same, of a node that is witness of the keyspace looked at. */
        WITNESS,
        /** Every node of a zone is lost. */
        ZONE,
        /** Every node of a city is lost. */
        CITY,
        /** Nothing gets through between two places, in neither direction. */
        LINK,
        /** Nothing gets from one place to another; the other direction works. */
        ONE_WAY_LINK;

        /** For programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Nodes are lost, which may be for good; a link comes back. */
        public boolean isLoss() {
            return this != LINK && this != ONE_WAY_LINK;
        }
    }

    /** For people. */
    public String label() {
        return switch (kind) {
            case NODE, WITNESS, ZONE, CITY -> kind.word() + " " + places.get(0);
            case LINK -> "link " + places.get(0) + " <-> " + places.get(1);
            case ONE_WAY_LINK -> "one-way " + places.get(0) + " -> " + places.get(1);
        };
    }

    /** As a clause, for sentences. */
    String sentence() {
        return label() + (kind.isLoss() ? " lost" : " cut");
    }
}
