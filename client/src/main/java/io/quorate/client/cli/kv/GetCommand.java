package io.quorate.client.cli.kv;

import io.quorate.client.GetOptions;
import io.quorate.client.GetResult;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.ReadLevelOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads keys. */
@Command(
        name = "get",
        description = "Reads a key or a range of keys. Prints nothing, and succeeds, when there is none.",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private KvOutput output = new KvOutput();

    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many keys.")
    private long limit;

    @Option(names = "--rev", paramLabel = "REV", description = "As of this revision.")
    private long revision;

    @Mixin
    private ReadLevelOptions level = new ReadLevelOptions();

    @Option(
            names = "--sort-by",
            paramLabel = "TARGET",
            description = "key, version, create, modify or value.",
            converter = Texts.TargetConverter.class)
    private GetOptions.@Nullable Target target;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "ascend or descend.",
            converter = Texts.OrderConverter.class)
    private GetOptions.@Nullable Order order;

    @Option(names = "--keys-only", description = "Only the keys.")
    private boolean keysOnly;

    @Option(names = "--count-only", description = "Only the number of keys.")
    private boolean countOnly;

    @Override
    public Integer call() {
        GetOptions options = options();
        try (QuorateClient client = connection.connect()) {
            GetResult result = Answers.await(client.kv().get(range.range(), options));
            output.print(result, projection());
        }
        return ExitCode.DONE.number();
    }

    private GetOptions options() {
        GetOptions options = GetOptions.defaults()
                .withLimit(limit)
                .withRevision(revision)
                .withReading(level.reading())
                .withProjection(projection());
        if (target == null && order == null) {
            return options;
        }
        return options.withSort(
                target == null ? GetOptions.Target.KEY : target, order == null ? GetOptions.Order.ASCENDING : order);
    }

    private GetOptions.Projection projection() {
        if (countOnly) {
            return GetOptions.Projection.COUNT_ONLY;
        }
        return keysOnly ? GetOptions.Projection.KEYS_ONLY : GetOptions.Projection.KEYS_AND_VALUES;
    }
}
