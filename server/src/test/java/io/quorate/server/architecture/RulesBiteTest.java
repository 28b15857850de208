package io.quorate.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.quorate.server.architecture.fixture.Impure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rule that finds nothing may be a rule that cannot find anything. */
class RulesBiteTest {
    private static final JavaClasses FIXTURE = new ClassFileImporter().importClasses(Impure.class);

    @Test
    void shouldFindEveryImpurity() {
        JavaClass impure = FIXTURE.get(Impure.class);
        List<String> unnoticed = impure.getMethods().stream()
                .filter(method -> !method.getName().startsWith("lambda$"))
                .filter(method -> method.getAccessesFromSelf().stream().noneMatch(DeterminismArchTest::differs))
                .map(JavaMethod::getName)
                .toList();
        assertThat(unnoticed).isEmpty();
    }

    @Test
    void shouldFailOnWhatIsNotPermitted() {
        assertThatThrownBy(() -> Walls.check(
                        "aRuleWithoutPermits",
                        ArchRuleDefinition.noClasses().should().haveSimpleName("Impure"),
                        FIXTURE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("aRuleWithoutPermits");
    }

    @Test
    void shouldKnowTheRoomOfTechnologyFromThatOfItsPort() {
        assertThat(Walls.PRODUCTION)
                .isNotEmpty()
                .filteredOn(Rooms.in("storage", "storage.rocksdb"))
                .allSatisfy(type -> {
                    String room = Rooms.of(type).orElseThrow().name();
                    assertThat(type.getPackageName()).isEqualTo(Rooms.ROOT + "." + room);
                });
    }
}
