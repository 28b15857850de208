package io.quorate.client.cli.kv;

import io.quorate.client.DeleteResult;
import io.quorate.client.GetOptions;
import io.quorate.client.GetResult;
import io.quorate.client.KeyValue;
import io.quorate.client.OperationResult;
import io.quorate.client.PutResult;
import io.quorate.client.TxnResult;
import io.quorate.client.cli.OutputFormat;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How to print keys and values: the option of every kv command that prints some. */
final class KvOutput {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "plain|table|json",
            defaultValue = "plain",
            description = "How to print: plain lines as etcdctl (default), a table, or etcdctl's JSON with keys and"
                    + " values in base64.")
    private OutputFormat format = OutputFormat.PLAIN;

    @Option(names = "--print-value-only", description = "In plain output, only the values.")
    private boolean valuesOnly;

    @Option(
            names = "--receipt",
            description = "Also say who answered, from which state and how old that may be: lines on stderr, or with"
                    + " --output json an object in it.")
    private boolean receipt;

    void print(PutResult result) {
        List<KeyValue> previous = result.previous() == null ? List.of() : List.of(result.previous());
        printOther(result, "OK", previous);
    }

    void print(DeleteResult result) {
        printOther(result, Long.toString(result.deleted()), result.previous());
    }

    void print(GetResult result, GetOptions.Projection projection) {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            out.println(KvJson.of(result, receipt));
        } else if (projection == GetOptions.Projection.COUNT_ONLY) {
            out.println(result.count());
        } else if (format == OutputFormat.TABLE) {
            KvTable.print(out, result.entries(), projection);
        } else {
            result.entries().forEach(entry -> plain(out, entry, projection));
        }
        end(out, result);
    }

    void print(TxnResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            out.println(KvJson.of(result, receipt));
        } else {
            printSteps(out, result);
        }
        end(out, result);
    }

    private void printOther(OperationResult result, String summary, List<KeyValue> entries) {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            out.println(KvJson.of(result, receipt));
        } else {
            out.println(summary);
            printEntries(out, entries);
        }
        end(out, result);
    }

    /** The receipt goes where it is not in the way of what reads the result. */
    private void end(PrintWriter out, OperationResult result) {
        out.flush();
        if (receipt && format != OutputFormat.JSON) {
            ReceiptText.print(spec.commandLine().getErr(), result.receipt());
        }
    }

    private void printSteps(PrintWriter out, TxnResult result) {
        out.println(result.succeeded() ? "SUCCESS" : "FAILURE");
        for (OperationResult step : result.results()) {
            out.println();
            if (step instanceof GetResult found) {
                printEntries(out, found.entries());
            } else if (step instanceof DeleteResult deleted) {
                out.println(deleted.deleted());
            } else if (step instanceof TxnResult nested) {
                printSteps(out, nested);
            } else {
                out.println("OK");
            }
        }
    }

    private void printEntries(PrintWriter out, List<KeyValue> entries) {
        if (format == OutputFormat.TABLE && !entries.isEmpty()) {
            KvTable.print(out, entries, GetOptions.Projection.KEYS_AND_VALUES);
        } else {
            entries.forEach(entry -> plain(out, entry, GetOptions.Projection.KEYS_AND_VALUES));
        }
    }

    private void plain(PrintWriter out, KeyValue entry, GetOptions.Projection projection) {
        if (!valuesOnly) {
            out.println(entry.key().toStringUtf8());
        }
        // etcdctl prints an empty line for the value also when there are only keys.
        out.println(
                projection == GetOptions.Projection.KEYS_ONLY
                        ? ""
                        : entry.value().toStringUtf8());
    }
}
