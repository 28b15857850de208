package io.quorate.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RevisionRowTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @Test
    void shouldKeepTheReleasedBytes() {
        StoredVersion first = StoredVersion.put(StoredVersion.ABSENT, 300, 1, 0, Bytes.utf8("a"));
        StoredVersion second = StoredVersion.put(first, 301, 0, 9, Bytes.utf8("b"));

        assertThat(hex(RevisionRow.of(KEY, StoredVersion.ABSENT, first))).isEqualTo("01036b6579");
        assertThat(hex(RevisionRow.of(KEY, first, second))).isEqualTo("01036b6579ac020100010061");
        assertThat(hex(RevisionRow.of(KEY, second, StoredVersion.deletedAt(302))))
                .isEqualTo("02036b6579ad020001020962");
    }

    @Test
    void shouldReadBackWhatItWrote() {
        StoredVersion version = StoredVersion.ABSENT;
        for (int revision = 2; revision < 40; revision++) {
            StoredVersion next = StoredVersion.put(version, revision, 3, 0, Bytes.utf8("v" + revision));
            RevisionRow row = RevisionRow.of(KEY, version, next);
            byte[] bytes = HexFormat.of().parseHex(hex(row));

            RevisionRow decoded = RevisionRow.decode(bytes);

            assertThat(decoded.kind()).isEqualTo(RevisionRow.Kind.PUT);
            assertThat(decoded.key()).isEqualTo(KEY);
            assertThat(decoded.anchored()).isEqualTo(next.version() % 8 == 0);
            assertThat(decoded.before().modRevision()).isEqualTo(version.modRevision());
            assertThat(decoded.before().value()).isEqualTo(version.value());
            version = next;
        }
    }

    @Test
    void shouldRefuseWhatItDidNotWrite() {
        for (String bytes : new String[] {"", "00036b6579", "04036b6579", "0100", "01046b6579", "01036b6579ac02"}) {
            assertThatThrownBy(() -> RevisionRow.decode(HexFormat.of().parseHex(bytes)))
                    .as(bytes)
                    .isInstanceOf(Fault.class);
        }
    }

    private static String hex(RevisionRow row) {
        byte[] bytes = new byte[row.size()];
        row.write(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
