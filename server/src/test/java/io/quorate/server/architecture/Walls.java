package io.quorate.server.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/** The server's classes, and rules checked against them less the listed exceptions. */
final class Walls {
    static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(Rooms.ROOT);

    static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(Rooms.ROOT);

    private static final String EXCEPTIONS = "/architecture/exceptions.txt";

    /** One line of the list: the rule, a text that the violation contains, and why it is permitted. */
    record Permit(String rule, String violation, String reason) {}

    private Walls() {}

    /** Fails on violations that are not permitted, and on permits that nothing needs any more. */
    static void check(String name, ArchRule rule, JavaClasses classes) {
        List<String> violations =
                rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails();
        List<Permit> unused = new ArrayList<>(
                permits().stream().filter(permit -> permit.rule().equals(name)).toList());
        List<Permit> permits = List.copyOf(unused);
        List<String> forbidden = new ArrayList<>();
        for (String violation : violations) {
            boolean permitted = false;
            for (Permit permit : permits) {
                if (violation.contains(permit.violation())) {
                    permitted = true;
                    unused.remove(permit);
                }
            }
            if (!permitted) {
                forbidden.add(violation);
            }
        }
        Assertions.assertThat(forbidden)
                .as("%s: %s", name, rule.getDescription())
                .isEmpty();
        Assertions.assertThat(unused)
                .as("%s: permits that nothing needs any more; remove them from %s", name, EXCEPTIONS)
                .isEmpty();
    }

    /** All lines of the list. */
    static List<Permit> permits() {
        try (InputStream in = Walls.class.getResourceAsStream(EXCEPTIONS)) {
            if (in == null) {
                throw new IllegalStateException(EXCEPTIONS + " is missing");
            }
            List<Permit> permits = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split("\\|", -1);
                    if (parts.length != 3 || parts[2].isBlank()) {
                        throw new IllegalStateException("expected rule | violation | reason, but found " + line);
                    }
                    permits.add(new Permit(parts[0].strip(), parts[1].strip(), parts[2].strip()));
                }
            }
            return permits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
