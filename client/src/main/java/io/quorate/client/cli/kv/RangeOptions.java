package io.quorate.client.cli.kv;

import com.google.protobuf.ByteString;
import io.quorate.client.KeyRange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which keys: the parameters of get and del. */
final class RangeOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key, or the first of a range.")
    private String key = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RANGE_END",
            description = "The first key that is not in the range.")
    private @Nullable String end;

    @Option(names = "--prefix", description = "All keys that begin with KEY; every key when KEY is empty.")
    private boolean prefix;

    @Option(names = "--from-key", description = "KEY and all keys behind it.")
    private boolean fromKey;

    KeyRange range() {
        int kinds = (prefix ? 1 : 0) + (fromKey ? 1 : 0) + (end == null ? 0 : 1);
        if (kinds > 1) {
            throw new ParameterException(spec.commandLine(), "--prefix, --from-key and RANGE_END exclude each other");
        }
        ByteString start = ByteString.copyFromUtf8(key);
        if (prefix) {
            return KeyRange.prefix(start);
        }
        if (fromKey) {
            return KeyRange.from(start);
        }
        return end == null ? KeyRange.single(start) : KeyRange.between(start, ByteString.copyFromUtf8(end));
    }
}
