package io.quorate.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.quorate.server.architecture.Rooms.Room;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may see whom. */
class LayersArchTest {
    /** A technology is a room of its own: it sees its port, and the rooms that the port's users see. */
    private static final SliceAssignment ROOMS = new SliceAssignment() {
        @Override
        public String getDescription() {
            return "rooms";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return Rooms.of(type).map(room -> SliceIdentifier.of(room.name())).orElseGet(SliceIdentifier::ignore);
        }
    };

    @Test
    void shouldKnowEveryRoom() {
        Set<String> strangers = new TreeSet<>();
        Set<Room> seen = new HashSet<>();
        for (JavaClass type : Walls.PRODUCTION) {
            Rooms.of(type)
                    .filter(room ->
                            !room.name().isEmpty() || type.getPackageName().equals(Rooms.ROOT))
                    .ifPresentOrElse(seen::add, () -> strangers.add(type.getPackageName()));
        }
        assertThat(strangers).as("packages outside every room").isEmpty();
        assertThat(Rooms.ALL.stream()
                        .filter(room -> !room.mayNotExist() && !seen.contains(room))
                        .map(Room::name))
                .as("rooms without a class")
                .isEmpty();
        assertThat(seen.stream().filter(Room::mayNotExist).map(Room::name))
                .as("rooms that are planned no longer")
                .isEmpty();
    }

    @Test
    void shouldLookDownOrToNamedEqualsOnly() {
        for (Room room : Rooms.ALL) {
            assertThat(room.maySee())
                    .as(room.name())
                    .allSatisfy(other -> assertThat(Rooms.named(other).level()).isLessThanOrEqualTo(room.level()));
        }
        Walls.check(
                "layers",
                classes()
                        .should(seeOnlyWhatTheTableNames())
                        .because("a room sees lower rooms, and only those the table names"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldHaveNoCycles() {
        Walls.check(
                "noCycles",
                slices().assignedFrom(ROOMS)
                        .should()
                        .beFreeOfCycles()
                        .because("what depends on itself cannot be understood in parts"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldKeepRatisInItsRoom() {
        only(
                "onlyReplicationRatisKnowsRatis",
                "the library can be replaced in one place",
                new String[] {"replication.ratis"},
                "org.apache.ratis..");
    }

    @Test
    void shouldKeepRocksInItsRoom() {
        only(
                "onlyStorageRocksdbKnowsRocks",
                "native handles have one owner",
                new String[] {"storage.rocksdb"},
                "org.rocksdb..");
    }

    @Test
    void shouldKeepGrpcAtTheDoor() {
        only(
                "onlyApiKnowsGrpc",
                "transport is not business; bootstrap opens the ports",
                new String[] {"api", "peer", "bootstrap"},
                "io.grpc..");
    }

    @Test
    void shouldKeepTheLogFormatInTheCodec() {
        only(
                "onlyCommandKnowsInternalProto",
                "a disk format is read and written in one place; peer has the node messages",
                new String[] {"command", "peer"},
                "io.quorate.proto.internal..");
    }

    @Test
    void shouldKeepPublicMessagesInTheApi() {
        only(
                "onlyApiAndClientKnowPublicProto",
                "the wire is not the model",
                new String[] {"api"},
                "io.quorate.proto.etcd..",
                "io.quorate.proto.v1..");
    }

    @Test
    void shouldKeepTheClientOutOfTheRooms() {
        only(
                "onlyMainKnowsClient",
                "the server is no client of itself; its commands share the command line",
                new String[] {""},
                "io.quorate.client..",
                "picocli..");
    }

    @Test
    void shouldKeepMetricsBehindTheirFacade() {
        only(
                "onlyObservabilityKnowsMicrometer",
                "rooms get small facades from common.metrics",
                new String[] {"observability"},
                "io.micrometer..",
                "io.prometheus..");
    }

    @Test
    void shouldKeepJacksonWithTextFormats() {
        only(
                "onlyTextFormatsKnowJackson",
                "nothing on the data path is JSON or YAML",
                new String[] {"config", "observability", "admin", ""},
                "com.fasterxml.jackson..",
                "org.yaml..");
    }

    @Test
    void shouldKeepShadedCopiesInsideRatis() {
        only(
                "noThirdpartyShades",
                "Ratis ships its own protobuf and gRPC under this name: the classic wrong import",
                new String[] {"replication.ratis"},
                "org.apache.ratis.thirdparty..");
    }

    @Test
    void shouldNameTechnologyInBootstrapOnly() {
        Walls.check(
                "onlyBootstrapNamesTechnologySubpackages",
                noClasses()
                        .that(Rooms.outside("replication.ratis", "storage.rocksdb", "bootstrap"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(
                                Rooms.ROOT + ".replication.ratis..",
                                Rooms.ROOT + ".storage.rocksdb..",
                                Rooms.ROOT + ".backup.store..(*).."))
                        .because("everyone else sees the port"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldReadHistoryThroughItsReadFace() {
        Walls.check(
                "readersDoNotWrite",
                noClasses()
                        .that(Rooms.in("request", "watch", "admin", "api"))
                        .should()
                        .dependOnClassesThat(resideInAPackage(Rooms.ROOT + ".mvcc..")
                                .and(describe(
                                        "other than MvccReader",
                                        type -> !type.getName().startsWith(Rooms.ROOT + ".mvcc.MvccReader"))))
                        .because("only the state machine may change state: purity by type, not by discipline"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldPutOnlyValuesIntoPorts() {
        Walls.check(
                "portsSeeValuesOnly",
                noClasses()
                        .that(Rooms.in("replication", "request", "admin"))
                        .should()
                        .dependOnClassesThat(Rooms.in("statemachine", "mvcc")
                                .and(describe(
                                        "are neither records nor the read face",
                                        type -> !type.isRecord()
                                                && !type.getName().startsWith(Rooms.ROOT + ".mvcc.MvccReader"))))
                        .because("a port says what goes through it, not what is behind it"),
                Walls.PRODUCTION);
    }

    private static ArchCondition<JavaClass> seeOnlyWhatTheTableNames() {
        return new ArchCondition<>("see only what the table names") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Room room = Rooms.of(type).orElseThrow();
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    Rooms.of(dependency.getTargetClass())
                            .filter(other ->
                                    !other.equals(room) && !room.maySee().contains(other.name()))
                            .ifPresent(other -> events.add(SimpleConditionEvent.violated(
                                    dependency,
                                    room.name() + " sees " + other.name() + ": " + dependency.getDescription())));
                }
            }
        };
    }

    private static void only(String rule, String because, String[] rooms, String... packages) {
        Walls.check(
                rule,
                noClasses()
                        .that(Rooms.outside(rooms))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(packages))
                        .because(because),
                Walls.PRODUCTION);
    }
}
