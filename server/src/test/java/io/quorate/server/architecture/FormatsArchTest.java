package io.quorate.server.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Command;
import io.quorate.server.command.Rejection;
import io.quorate.server.storage.Column;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Numbers that are on disk. */
class FormatsArchTest {
    @Test
    void shouldKeepColumnIdsForEver() throws IOException {
        List<String> columns = Arrays.stream(Column.values())
                .map(column -> column.id() + " " + column.name() + " " + column.label())
                .toList();
        assertThat(columns).isEqualTo(lines("/architecture/columns.txt"));
        assertThat(Arrays.stream(Column.values()).map(Column::id)).doesNotHaveDuplicates();
    }

    @Test
    void shouldKeepRejectionNumbersForEver() throws IOException {
        List<String> rejections = Arrays.stream(Rejection.values())
                .map(rejection -> rejection.number() + " " + rejection.name())
                .toList();
        assertThat(rejections).isEqualTo(lines("/architecture/rejections.txt"));
        assertThat(Arrays.stream(Rejection.values()).map(Rejection::number)).doesNotHaveDuplicates();
    }

    @Test
    void shouldHaveAnApplierAndGoldenBytesForEveryCommand() throws IOException {
        List<String> golden = lines("/io/quorate/server/command/log-format-1.properties");
        for (Class<?> command : Command.class.getPermittedSubclasses()) {
            String name = command.getSimpleName();
            assertThat(Walls.PRODUCTION.contain(Rooms.ROOT + ".statemachine." + name + "Applier"))
                    .as("%sApplier", name)
                    .isTrue();
            String kebab = name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
            assertThat(golden)
                    .as("golden bytes")
                    .anySatisfy(line -> assertThat(line).startsWith(kebab + " = "));
        }
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(FormatsArchTest.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
