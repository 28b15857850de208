package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the two tellings of the vote counts. */
class VoteCopyTest {
    @TempDir
    private Path group;

    private VoteCopy copy;

    @SuppressWarnings("NullAway.Init") // made before each test
    VoteCopyTest() {}

    @BeforeEach
    void copyOfTerm7() throws IOException {
        Files.createDirectories(current());
        copy = new VoteCopy(group);
        copy.write(vote(7, "n2"));
    }

    private static RaftStorageMetadata vote(long term, String votedFor) {
        return RaftStorageMetadata.valueOf(term, RaftPeerId.valueOf(votedFor));
    }

    private Path current() {
        return group.resolve("raft").resolve("current");
    }

    private Path meta() {
        return current().resolve("raft-meta");
    }

    private String held() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(meta())));
        return properties.getProperty("term") + " " + properties.getProperty("votedFor");
    }

    /** As a full disk leaves it, and in other ways that a reader cannot get over. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "#Mon\n", "term=7\n", "votedFor=n2\n", "term=x\nvotedFor=n2\n", "term=\\u12\n", "\0\0\0"})
    void shouldPutADamagedVoteRight(String content) throws IOException {
        Files.writeString(meta(), content);

        copy.mend(current());

        assertThat(held()).isEqualTo("7 n2");
        assertThat(current()).isDirectoryContaining("glob:**raft-meta");
        assertThat(current().toFile().list()).containsExactly("raft-meta");
    }

    /** What others were told is in the copy; Ratis' file can only be that or later, unless it was damaged. */
    @ParameterizedTest
    @CsvSource({"6,n3,7 n2", "6,'',7 n2", "7,'',7 n2", "7,n3,7 n2", "7,n2,7 n2", "8,'','8 '", "8,n1,8 n1"})
    void shouldBelieveTheLaterOne(long term, String votedFor, String kept) throws IOException {
        Files.writeString(meta(), "term=" + term + "\nvotedFor=" + votedFor + "\n");

        copy.mend(current());

        assertThat(held()).isEqualTo(kept);
    }

    @Test
    void shouldKnowANewerVoteThatWasNotCopiedYet() throws IOException {
        copy.write(vote(9, ""));
        Files.writeString(meta(), "term=9\nvotedFor=n3\n");

        copy.mend(current());

        assertThat(held()).isEqualTo("9 n3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "term=9\nvotedFor=n2\n", "term=7\nvotedFor=n3\ncrc32c=00000000\n"})
    void shouldRefuseWhenBothAreDamaged(String content) throws IOException {
        Files.writeString(group.resolve("vote"), content);
        Files.writeString(meta(), "");

        assertThatThrownBy(() -> copy.mend(current()))
                .isInstanceOf(CorruptLog.class)
                .hasMessageContaining("raft-meta")
                .hasMessageContaining("term and vote");
        assertThat(meta()).isEmptyFile();
    }

    @Test
    void shouldDoWithoutACopyWhileTheVoteIsSound() throws IOException {
        Files.delete(group.resolve("vote"));
        Files.writeString(meta(), "term=3\nvotedFor=n1\n");

        copy.mend(current());

        assertThat(held()).isEqualTo("3 n1");
    }

    @Test
    void shouldNotMakeUpAVoteThatIsGone() throws IOException {
        copy.mend(current());

        assertThat(meta()).doesNotExist();
    }

    @Test
    void shouldLeaveTheOldCopyWhenANewOneCannotBeWritten() throws IOException {
        Path fresh = group.resolve("vote.new");
        Files.createDirectories(fresh.resolve("in the way"));

        assertThatThrownBy(() -> copy.write(vote(8, "n1"))).isInstanceOf(IOException.class);

        Files.writeString(meta(), "");
        copy.mend(current());
        assertThat(held()).isEqualTo("7 n2");
    }
}
