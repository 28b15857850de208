package io.quorate.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.admin.KeyspaceAdmin.Alteration;
import io.quorate.server.admin.KeyspaceAdmin.Change;
import io.quorate.server.admin.KeyspaceAdmin.Changed;
import io.quorate.server.admin.KeyspaceAdmin.Draft;
import io.quorate.server.admin.KeyspaceAdmin.Reason;
import io.quorate.server.admin.KeyspaceAdmin.Refused;
import io.quorate.server.api.SoloKeyspace;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceGoals;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.keyspaces.Location;
import io.quorate.server.request.KeyspaceRequests;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the map against the real state machine. */
class KeyspaceCatalogTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final KeyspaceSpec DEFAULT =
            new KeyspaceSpec("default", new GroupId(new UUID(0, 1)), "same-city", List.of(N1), "sh-a", true);
    private static final KeyspaceCatalog.Bounds BOUNDS = new KeyspaceCatalog.Bounds(
            "default", List.of("same-city", "cross-city"), List.of(new Location(N1, "sh-a", "shanghai")), 3);

    @TempDir
    private Path directory;

    private SoloKeyspace system;
    private int groups = 1;
    /** Runs once, between the look at the map and its change. */
    private Runnable between = () -> {};

    @SuppressWarnings("NullAway.Init") // made before each test
    KeyspaceCatalogTest() {}

    @BeforeEach
    void open() {
        system = new SoloKeyspace(directory);
    }

    @AfterEach
    void close() {
        system.close();
    }

    private KeyspaceCatalog catalog() {
        return new KeyspaceCatalog(system, BOUNDS, () -> {
            groups++;
            return new GroupId(new UUID(0, groups));
        });
    }

    private KeyspaceCatalog founded() {
        KeyspaceCatalog catalog = catalog();
        catalog.found(List.of(DEFAULT), 0).join();
        return catalog;
    }

    private static Draft draft(String name, @Nullable String pattern, @Nullable String home) {
        return new Draft(name, pattern, home, true, KeyspaceGoals.NONE);
    }

    private static Alteration home(String place) {
        return new Alteration(place, null);
    }

    private static KeyspaceSpec changed(CompletableFuture<Change> change) {
        assertThat(change.join()).isInstanceOf(Changed.class);
        return ((Changed) change.join()).keyspace();
    }

    private static Reason refused(CompletableFuture<Change> change) {
        assertThat(change.join()).isInstanceOf(Refused.class);
        return ((Refused) change.join()).reason();
    }

    private KeyspaceMap map() {
        return catalog().map(0).join();
    }

    @Test
    void shouldFoundTheMapOnce() {
        KeyspaceCatalog catalog = catalog();
        assertThat(map().founded()).isFalse();
        assertThat(refused(catalog.create(draft("orders", null, null), 0))).isEqualTo(Reason.CONFLICT);

        catalog.found(List.of(DEFAULT), 0).join();
        long epoch = map().epoch();
        catalog.found(List.of(DEFAULT.homeAt("n1")), 0).join();

        assertThat(map().keyspaces().values()).containsExactly(DEFAULT);
        assertThat(map().epoch()).isEqualTo(epoch);
    }

    @Test
    void shouldCreateAsTheDefaultKeyspaceIsUnlessSaid() {
        KeyspaceCatalog catalog = founded();
        long before = map().epoch();

        KeyspaceSpec orders = changed(catalog.create(draft("orders", null, null), 0));
        KeyspaceSpec users =
                changed(catalog.create(new Draft("users", "cross-city", "", false, KeyspaceGoals.NONE), 0));

        assertThat(orders)
                .isEqualTo(new KeyspaceSpec(
                        "orders", new GroupId(new UUID(0, 2)), "same-city", List.of(N1), "sh-a", true));
        assertThat(users)
                .isEqualTo(
                        new KeyspaceSpec("users", new GroupId(new UUID(0, 3)), "cross-city", List.of(N1), null, false));
        assertThat(map().keyspaces().values()).containsExactly(DEFAULT, orders, users);
        assertThat(map().epoch()).isGreaterThan(before);
        assertThat(catalog.has("orders", 0).join()).isTrue();
        assertThat(catalog.has("others", 0).join()).isFalse();
    }

    @Test
    void shouldRefuseWhatCannotBeAndChangeNothing() {
        KeyspaceCatalog catalog = founded();
        long before = map().epoch();

        for (String name : List.of("", "-a", "a b", "a/b", "system", "x".repeat(64))) {
            assertThat(refused(catalog.create(draft(name, null, null), 0)))
                    .as(name)
                    .isEqualTo(Reason.BAD);
        }
        assertThat(refused(catalog.create(draft("a", "mutual", null), 0))).isEqualTo(Reason.BAD);
        assertThat(refused(catalog.create(draft("a", null, "beijing"), 0))).isEqualTo(Reason.BAD);
        assertThat(refused(catalog.create(draft("default", null, null), 0))).isEqualTo(Reason.EXISTS);
        assertThat(refused(catalog.alter("a", home("n1"), 0))).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(catalog.alter("default", home("beijing"), 0))).isEqualTo(Reason.BAD);
        assertThat(refused(catalog.drop("a", 0))).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(catalog.drop("default", 0))).isEqualTo(Reason.NEEDED);
        assertThat(refused(catalog.drop("system", 0))).isEqualTo(Reason.NEEDED);

        assertThat(map().epoch()).isEqualTo(before);
    }

    @Test
    void shouldRefuseMoreThanThereMayBe() {
        KeyspaceCatalog catalog = founded();
        changed(catalog.create(draft("a", null, null), 0));
        changed(catalog.create(draft("b", null, null), 0));

        assertThat(refused(catalog.create(draft("c", null, null), 0))).isEqualTo(Reason.TOO_MANY);
        changed(catalog.drop("a", 0));
        changed(catalog.create(draft("c", null, null), 0));
    }

    @Test
    void shouldNeverGiveADroppedGroupToAnother() {
        KeyspaceCatalog catalog = founded();
        KeyspaceSpec first = changed(catalog.create(draft("orders", null, null), 0));
        changed(catalog.drop("orders", 0));
        KeyspaceSpec second = changed(catalog.create(draft("orders", null, null), 0));

        assertThat(second.group()).isNotEqualTo(first.group());
        assertThat(map().dropped()).containsOnlyKeys(first.group().value());
    }

    @Test
    void shouldChangeTheHomeAndTakeItAway() {
        KeyspaceCatalog catalog = founded();

        assertThat(changed(catalog.alter("default", home("shanghai"), 0)).home())
                .isEqualTo("shanghai");
        assertThat(changed(catalog.alter("default", home(""), 0)).home()).isNull();

        assertThat(map().keyspaces().values()).containsExactly(DEFAULT.homeAt(null));
    }

    /** Two that look at the same map: what the second decided on is not so any more. */
    @Test
    void shouldNotUndoAChangeThatItHasNotSeen() {
        KeyspaceCatalog catalog = founded();
        KeyspaceSpec orders = changed(catalog.create(draft("orders", null, null), 0));
        KeyspaceCatalog slow = new KeyspaceCatalog(slowWriter(), BOUNDS, () -> new GroupId(new UUID(0, 99)));

        between = () -> changed(catalog.drop("orders", 0));
        assertThat(refused(slow.alter("orders", home("n1"), 0))).isEqualTo(Reason.CONFLICT);
        between = () -> changed(catalog.create(draft("users", null, null), 0));
        assertThat(refused(slow.create(draft("users", null, null), 0))).isEqualTo(Reason.CONFLICT);
        between = () -> changed(catalog.alter("users", home("n1"), 0));
        assertThat(refused(slow.drop("users", 0))).isEqualTo(Reason.CONFLICT);

        assertThat(map().keyspaces()).containsOnlyKeys("default", "users");
        assertThat(map().dropped()).containsOnlyKeys(orders.group().value());
    }

    /** Lets something else happen before it writes. */
    private KeyspaceRequests slowWriter() {
        return (KeyspaceRequests) Proxy.newProxyInstance(
                KeyspaceRequests.class.getClassLoader(),
                new Class<?>[] {KeyspaceRequests.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("write")) {
                        Runnable once = between;
                        between = () -> {};
                        once.run();
                    }
                    return method.invoke(system, arguments);
                });
    }
}
