package io.quorate.client.cli.kv;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.client.GetOptions;
import io.quorate.client.KeyValue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Prints keys for people. */
final class KvTable {
    private KvTable() {}

    static void print(PrintWriter out, List<KeyValue> entries, GetOptions.Projection projection) {
        List<ColumnData<KeyValue>> columns = new ArrayList<>();
        columns.add(text("KEY", entry -> entry.key().toStringUtf8()));
        if (projection == GetOptions.Projection.KEYS_AND_VALUES) {
            columns.add(text("VALUE", entry -> entry.value().toStringUtf8()));
        }
        columns.add(number("VERSION", KeyValue::version));
        columns.add(number("CREATED", KeyValue::createRevision));
        columns.add(number("MODIFIED", KeyValue::modRevision));
        columns.add(text("LEASE", entry -> entry.lease() == 0 ? "" : Long.toHexString(entry.lease())));
        out.println(AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(entries, columns)
                .asString());
    }

    private static ColumnData<KeyValue> text(String header, Function<KeyValue, String> of) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(of);
    }

    private static ColumnData<KeyValue> number(String header, Function<KeyValue, Long> of) {
        return new Column().header(header).with(entry -> of.apply(entry).toString());
    }
}
