package io.quorate.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * The pure rooms give the same bytes from the same log, on every replica, for ever; a plan's verdict is one as well.
 */
class DeterminismArchTest {
    private static final DescribedPredicate<JavaClass> PURE = Rooms.in("command", "statemachine", "mvcc", "topology");

    /** Methods and constructors whose result depends on the machine, the moment or the process. */
    private static final Set<String> CALLS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.System.getenv",
            "java.lang.System.identityHashCode",
            "java.lang.Object.hashCode",
            "java.lang.Math.random",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.util.UUID.randomUUID",
            "java.util.Locale.getDefault",
            "java.util.Collection.parallelStream",
            "java.util.List.parallelStream",
            "java.util.Set.parallelStream",
            "java.util.stream.BaseStream.parallel",
            "java.util.HashMap.<init>",
            "java.util.HashSet.<init>",
            "java.util.IdentityHashMap.<init>",
            "java.util.WeakHashMap.<init>");

    /** These depend on the default locale or charset when called without one. */
    private static final Set<String> DEFAULTED = Set.of(
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.lang.String.getBytes()",
            "java.lang.String.<init>([B)",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)");

    @Test
    void shouldBeDeterministicInPureRooms() {
        Walls.check(
                "pureRoomsAreDeterministic",
                noClasses()
                        .that(PURE)
                        .should()
                        .accessTargetWhere(describe("that differs between replicas", DeterminismArchTest::differs))
                        .because("replicas that compute differently are corrupt without knowing it"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldHaveNoThreadsClocksOrRandomInPureRooms() {
        Walls.check(
                "pureRoomsHaveNoThreadsClocksOrRandom",
                noClasses()
                        .that(PURE)
                        .should()
                        .dependOnClassesThat(describe(
                                "bring threads, time or chance",
                                type -> type.isAssignableTo(Thread.class)
                                        || type.isAssignableTo(Random.class)
                                        || type.isAssignableTo(ThreadLocalRandom.class)
                                        || type.isAssignableTo(Clock.class)
                                        || type.isAssignableTo(Executor.class)
                                        || type.getName().startsWith("java.util.concurrent.locks.")
                                        || type.getName().startsWith("java.nio.file.")
                                        || type.getName().startsWith("java.net.")
                                        || type.getName().equals(Rooms.ROOT + ".common.NodeClock")))
                        .because("the leader thinks, the log decides, the applier obeys"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldHaveNoFloatingPointStateInPureRooms() {
        Walls.check(
                "pureRoomsHaveNoFloatingPoint",
                noFields()
                        .that()
                        .areDeclaredInClassesThat(PURE)
                        .should(Conditions.satisfy("be floating point", DeterminismArchTest::isFloatingPoint))
                        .because("rounding differs where nobody looks"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldNotLogAboveDebugInPureRooms() {
        Walls.check(
                "pureRoomsDoNotLogAboveDebug",
                noClasses()
                        .that(PURE)
                        .should()
                        .accessTargetWhere(describe(
                                "logs above debug",
                                access -> access.getTargetOwner().getName().equals("org.slf4j.Logger")
                                        && Set.of("info", "warn", "error", "atInfo", "atWarn", "atError")
                                                .contains(access.getTarget().getName())))
                        .because("every replica and every replay would say it again"),
                Walls.PRODUCTION);
    }

    static boolean differs(JavaAccess<?> access) {
        String target =
                access.getTargetOwner().getName() + "." + access.getTarget().getName();
        if (CALLS.contains(target)) {
            return true;
        }
        if (target.startsWith("java.util.concurrent.CompletableFuture.") && target.endsWith("Async")) {
            return true;
        }
        return access.getTarget() instanceof AccessTarget.CodeUnitCallTarget call
                && DEFAULTED.contains(call.getFullName());
    }

    private static boolean isFloatingPoint(JavaField field) {
        return Set.of("float", "double", "java.lang.Float", "java.lang.Double")
                .contains(field.getRawType().getName());
    }
}
