package io.quorate.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Sizes, names and habits. */
class ShapeArchTest {
    private static final int MAX_FIELDS = 12;
    private static final int MAX_CONSTRUCTOR_PARAMETERS = 7;
    private static final int MAX_METHODS = 25;

    private static final List<String> SUFFIXES = List.of(
            "Manager", "Helper", "Util", "Utils", "Impl", "Base", "Processor", "Info", "Data", "Wrapper", "Misc");
    private static final Set<String> PACKAGES = Set.of("util", "utils", "impl", "misc", "helper", "helpers");

    /** Types of static final fields that cannot change, beyond primitives, enums and records. */
    private static final Set<String> IMMUTABLE = Set.of(
            "java.lang.String",
            "java.time.Duration",
            "java.util.List",
            "java.util.Set",
            "java.util.Map",
            "java.util.regex.Pattern",
            "java.util.UUID",
            "java.math.BigInteger",
            "java.nio.charset.Charset",
            "java.nio.file.Path",
            "java.lang.Class",
            "java.lang.invoke.VarHandle",
            "java.util.HexFormat",
            "java.util.Comparator",
            "java.util.concurrent.TimeUnit",
            "java.time.format.DateTimeFormatter",
            "org.slf4j.Logger");

    /** Mutable when held in a static field, whoever promises what. */
    private static final List<String> MUTABLE = List.of(
            "java.util.concurrent.atomic.",
            "java.util.concurrent.Concurrent",
            "java.util.HashMap",
            "java.util.TreeMap",
            "java.util.ArrayList",
            "java.util.ArrayDeque",
            "java.lang.StringBuilder",
            "java.lang.ThreadLocal");

    @Test
    void shouldHangAPlaqueOnEveryRoom() {
        Set<String> packages = new TreeSet<>();
        Set<String> plaques = new TreeSet<>();
        for (JavaClass type : Walls.PRODUCTION) {
            packages.add(type.getPackageName());
            if (type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class)) {
                plaques.add(type.getPackageName());
            }
        }
        assertThat(plaques).as("packages with a @NullMarked package-info.java").containsExactlyElementsOf(packages);
    }

    @Test
    void shouldHaveNoGodClasses() {
        Walls.check(
                "noGodClasses",
                noClasses()
                        .that(describe("are not enums", type -> !type.isEnum()))
                        .should(Conditions.satisfy(
                                "have more than 12 instance fields", type -> instanceFields(type) > MAX_FIELDS))
                        .orShould(Conditions.satisfy(
                                "have more than 25 methods", type -> writtenMethods(type) > MAX_METHODS))
                        .because("a class that knows everything is changed by everything"),
                Walls.PRODUCTION);
        Walls.check(
                "noGodConstructors",
                noConstructors()
                        .that()
                        .areDeclaredInClassesThat(
                                describe("are neither records nor enums", type -> !type.isRecord() && !type.isEnum()))
                        .should(Conditions.satisfy(
                                "take more than 7 parameters",
                                constructor ->
                                        constructor.getRawParameterTypes().size() > MAX_CONSTRUCTOR_PARAMETERS))
                        .because("what needs so much does too much"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldNotUseEmptyNames() {
        Walls.check(
                "namesWeDoNotUse",
                noClasses()
                        .should(Conditions.satisfy(
                                "end in a word that says nothing",
                                type -> SUFFIXES.stream()
                                        .anyMatch(suffix -> type.getSimpleName().endsWith(suffix))))
                        .orShould(Conditions.satisfy(
                                "live in a package that says nothing",
                                type -> Set.of(type.getPackageName().split("\\.")).stream()
                                        .anyMatch(PACKAGES::contains)))
                        .orShould(Conditions.satisfy(
                                "be an interface with an I in front", ShapeArchTest::hasInterfacePrefix))
                        .because("a name says what a thing is"),
                Walls.PRODUCTION);
        Walls.check(
                "noGetters",
                noMethods()
                        .that()
                        .areDeclaredInClassesThat(describe(
                                "are our own shape",
                                type -> type.getAllRawInterfaces().isEmpty()
                                        && type.getRawSuperclass()
                                                .filter(parent -> !parent.isEquivalentTo(Object.class))
                                                .isEmpty()))
                        .should()
                        .haveNameMatching("get[A-Z].*")
                        .because("values are named by what they are: revision(), not getRevision()"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldHoldOnlyShapesInPortPackages() {
        Walls.check(
                "portPackagesHoldOnlyInterfacesRecordsAndEnums",
                classes()
                        .that(Rooms.in("replication", "storage"))
                        .and(describe(
                                "are not plaques", type -> !type.getSimpleName().equals("package-info")))
                        .should(Conditions.satisfy(
                                "be an interface, a record, an enum or an exception",
                                type -> type.isInterface()
                                        || type.isRecord()
                                        || type.isEnum()
                                        || type.isAnonymousClass()
                                        || type.isAssignableTo(Throwable.class)))
                        .because("a port that holds logic is not a port"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldHaveNoStaticMutableState() {
        Walls.check(
                "noStaticMutableState",
                noFields()
                        .should(Conditions.satisfy("be static and changeable", ShapeArchTest::isStaticMutable))
                        .because("two nodes in one test must not meet"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldHaveNoSingletonsNorFieldInjection() {
        Walls.check(
                "noSingletons",
                noMethods().should().haveName("getInstance").because("bootstrap builds, and builds once"),
                Walls.PRODUCTION);
        Walls.check(
                "noFieldInjection",
                noFields()
                        .should(Conditions.satisfy(
                                "be injected",
                                field -> field.getAnnotations().stream()
                                        .anyMatch(a ->
                                                a.getRawType().getSimpleName().equals("Inject"))))
                        .because("constructors say what a class needs"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldExitTheProcessInMainOnly() {
        Walls.check(
                "noSystemExitOutsideMain",
                noClasses()
                        .that(Rooms.outside(""))
                        .should()
                        .accessTargetWhere(describe(
                                "ends the process",
                                access -> Set.of(
                                                "java.lang.System.exit",
                                                "java.lang.Runtime.exit",
                                                "java.lang.Runtime.halt")
                                        .contains(access.getTargetOwner().getName() + "."
                                                + access.getTarget().getName())))
                        .because("a test must survive what it tests; bootstrap is handed the way out"),
                Walls.PRODUCTION);
    }

    @Test
    void shouldNotSleepInTests() {
        Walls.check(
                "testsDoNotSleep",
                noClasses()
                        .that(describe(
                                "are no soak tests", type -> !type.getName().contains("SoakTest")))
                        .should()
                        .accessTargetWhere(describe(
                                "sleeps",
                                access -> Set.of("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep")
                                        .contains(access.getTargetOwner().getName() + "."
                                                + access.getTarget().getName())))
                        .because(
                                "a sleep is too short on a slow machine and too long on a fast one: await a condition"),
                Walls.TESTS);
    }

    @Test
    void shouldHaveNothingVisibleForTestingOnly() {
        Walls.check(
                "productionHasNoVisibleForTesting",
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .haveSimpleName("VisibleForTesting")
                        .because("tests use what users use"),
                Walls.PRODUCTION);
    }

    private static long instanceFields(JavaClass type) {
        return type.isRecord()
                ? 0
                : type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .count();
    }

    /** Methods as written: without the compiler's own, and without a record's accessors. */
    private static long writtenMethods(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !method.getModifiers().contains(JavaModifier.BRIDGE)
                        && !method.getName().startsWith("lambda$"))
                .filter(method ->
                        !type.isRecord() || type.tryGetField(method.getName()).isEmpty())
                .count();
    }

    private static boolean hasInterfacePrefix(JavaClass type) {
        String name = type.getSimpleName();
        return type.isInterface()
                && name.length() > 2
                && name.charAt(0) == 'I'
                && name.substring(1, 2).equals(name.substring(1, 2).toUpperCase(Locale.ROOT))
                && Character.isLowerCase(name.charAt(2));
    }

    private static boolean isStaticMutable(JavaField field) {
        Set<JavaModifier> modifiers = field.getModifiers();
        if (!modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.SYNTHETIC)) {
            return false;
        }
        if (!modifiers.contains(JavaModifier.FINAL)) {
            return true;
        }
        String type = field.getRawType().getName();
        return !IMMUTABLE.contains(type) && MUTABLE.stream().anyMatch(type::startsWith);
    }
}
