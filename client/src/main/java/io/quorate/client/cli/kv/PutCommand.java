package io.quorate.client.cli.kv;

import com.google.protobuf.ByteString;
import io.quorate.client.PutOptions;
import io.quorate.client.PutResult;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts one key. */
@Command(
        name = "put",
        description = "Puts a key. The write is applied once, also when it has to be sent again.",
        mixinStandardHelpOptions = true)
final class PutCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private KvOutput output = new KvOutput();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value; from stdin when left out.")
    private @Nullable String value;

    @Option(
            names = "--lease",
            paramLabel = "ID",
            description = "Attach this lease (hexadecimal, as etcdctl prints it).")
    private @Nullable String lease;

    @Option(names = "--prev-kv", description = "Print what was there before.")
    private boolean previous;

    @Option(names = "--ignore-value", description = "Keep the value that is there; the key must exist.")
    private boolean keepValue;

    @Option(names = "--ignore-lease", description = "Keep the lease that is attached; the key must exist.")
    private boolean keepLease;

    @Override
    public Integer call() throws IOException {
        PutOptions options =
                new PutOptions(lease == null ? 0 : Texts.leaseId(spec, lease), previous, keepValue, keepLease);
        try (QuorateClient client = connection.connect()) {
            PutResult result = Answers.await(client.kv().put(ByteString.copyFromUtf8(key), newValue(), options));
            output.print(result);
        }
        return ExitCode.DONE.number();
    }

    private ByteString newValue() throws IOException {
        if (value != null) {
            return ByteString.copyFromUtf8(value);
        }
        return keepValue ? ByteString.EMPTY : ByteString.readFrom(System.in);
    }
}
