package io.quorate.client.cli.kv;

import com.google.protobuf.ByteString;
import io.quorate.client.Comparison;
import io.quorate.client.KeyRange;
import io.quorate.client.Operation;
import io.quorate.client.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a transaction written the way etcdctl reads one. */
final class TxnScript {
    private static final int PARTS = 3;
    private static final Pattern COMPARISON =
            Pattern.compile("(\\w+)\\s*\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^)\\s]+)\\s*\\)\\s*(=|!=|<|>)\\s*(.+)");

    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<Operation> success = new ArrayList<>();
    private final List<Operation> failure = new ArrayList<>();

    private TxnScript() {}

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with the line's number and what is wrong with it
     */
    static Txn parse(String text) {
        TxnScript script = new TxnScript();
        int part = 0;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                part++;
            } else {
                script.add(line.strip(), part, number);
            }
        }
        return new Txn(script.comparisons, script.success, script.failure);
    }

    private void add(String line, int part, int number) {
        try {
            switch (part) {
                case 0 -> comparisons.add(comparison(line));
                case 1 -> success.add(operation(line));
                case 2 -> failure.add(operation(line));
                default ->
                    throw new IllegalArgumentException("there are only " + PARTS + " parts, separated by empty lines");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + " of the transaction: " + e.getMessage(), e);
        }
    }

    private static Comparison comparison(String line) {
        Matcher matcher = COMPARISON.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not a comparison like mod(\"key\") > \"5\"");
        }
        ByteString key = bytes(only(Words.split(matcher.group(2)), line));
        Comparison.Relation relation = switch (matcher.group(3)) {
            case "=" -> Comparison.Relation.EQUAL;
            case "!=" -> Comparison.Relation.NOT_EQUAL;
            case "<" -> Comparison.Relation.LESS;
            default -> Comparison.Relation.GREATER;
        };
        String operand = only(Words.split(matcher.group(4)), line);
        return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "val", "value" -> Comparison.value(key, relation, bytes(operand));
            case "ver", "version" -> Comparison.version(key, relation, number(operand, 10));
            case "c", "create" -> Comparison.createRevision(key, relation, number(operand, 10));
            case "m", "mod" -> Comparison.modRevision(key, relation, number(operand, 10));
            case "l", "lease" -> Comparison.lease(key, relation, number(operand, 16));
            default ->
                throw new IllegalArgumentException(
                        "'" + matcher.group(1) + "' cannot be compared; expected mod, create, version, value or lease");
        };
    }

    private static Operation operation(String line) {
        List<String> words = new ArrayList<>(Words.split(line));
        String verb = words.remove(0);
        boolean prefix = words.remove("--prefix");
        return switch (verb) {
            case "put" -> {
                if (words.size() != 2) {
                    throw new IllegalArgumentException("put needs a key and a value");
                }
                yield Operation.put(bytes(words.get(0)), bytes(words.get(1)));
            }
            case "get" -> Operation.get(range(verb, words, prefix));
            case "del" -> Operation.delete(range(verb, words, prefix));
            default ->
                throw new IllegalArgumentException("'" + verb + "' is not an operation; expected put, get or del");
        };
    }

    private static KeyRange range(String verb, List<String> words, boolean prefix) {
        if (words.isEmpty() || words.size() > (prefix ? 1 : 2)) {
            throw new IllegalArgumentException(verb + " needs a key, and may have a range end or --prefix");
        }
        ByteString start = bytes(words.get(0));
        if (prefix) {
            return KeyRange.prefix(start);
        }
        return words.size() == 1 ? KeyRange.single(start) : KeyRange.between(start, bytes(words.get(1)));
    }

    private static String only(List<String> words, String line) {
        if (words.size() != 1) {
            throw new IllegalArgumentException("'" + line + "': expected one key and one value; quote what has spaces");
        }
        return words.get(0);
    }

    private static long number(String text, int radix) {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
