package io.quorate.server;

import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.QuorateMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * What {@code quorate plan} prints of a file, read again: its lines, and its tables as rows of cells, of which the
 * first are the headers.
 */
record PrintedPlan(List<Part> parts) {
    private static final String BORDER = "+";
    private static final String ROW = "|";

    /** A line, or a table. */
    record Part(String line, List<List<String>> table) {
        boolean isTable() {
            return !table.isEmpty();
        }
    }

    static PrintedPlan of(Path topology) {
        CommandLine root = QuorateMain.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        int exit = root.execute("plan", topology.toString());
        if (exit != ExitCode.DONE.number() || !err.toString().isEmpty()) {
            throw new AssertionError("quorate plan " + topology + " ended with " + exit + ": " + err);
        }
        return read(out.toString());
    }

    /** Lines of a table between two borders are one row, whose cells were too long for one line. */
    static PrintedPlan read(String text) {
        List<Part> parts = new ArrayList<>();
        List<List<String>> table = new ArrayList<>();
        boolean border = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith(BORDER)) {
                border = true;
            } else if (line.startsWith(ROW)) {
                List<String> cells = cells(line);
                if (border) {
                    table.add(cells);
                } else {
                    join(table.get(table.size() - 1), cells);
                }
                border = false;
            } else {
                end(table, parts);
                if (!line.isEmpty()) {
                    parts.add(new Part(line, List.of()));
                }
            }
        }
        end(table, parts);
        return new PrintedPlan(parts);
    }

    private static void end(List<List<String>> table, List<Part> parts) {
        if (!table.isEmpty()) {
            parts.add(new Part("", List.copyOf(table)));
            table.clear();
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.length() - 1).split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    private static void join(List<String> row, List<String> more) {
        for (int i = 0; i < row.size(); i++) {
            row.set(i, (row.get(i) + " " + more.get(i)).strip());
        }
    }

    /** Lines that begin so, without that beginning. */
    List<String> lines(String beginning) {
        return parts.stream()
                .map(Part::line)
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .toList();
    }

    /** Rows of the first table whose first header is this, without the headers. */
    List<List<String>> table(String header) {
        return parts.stream()
                .filter(part -> part.isTable() && part.table().get(0).get(0).equals(header))
                .map(part -> part.table().subList(1, part.table().size()))
                .findFirst()
                .orElseThrow();
    }

    /** The same in Markdown: lines are items, keyspaces paragraphs. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        boolean item = false;
        for (Part part : parts) {
            boolean paragraph = part.line().startsWith("keyspace ");
            if (part.isTable() || paragraph || !item) {
                text.append('\n');
            }
            item = !part.isTable() && !paragraph;
            text.append(part.isTable() ? table(part.table()) : (item ? "- " : "") + part.line() + "\n");
        }
        return text.toString().strip();
    }

    private static String table(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add("| " + String.join(" | ", row) + " |");
        }
        lines.add(1, "|" + "---|".repeat(rows.get(0).size()));
        return String.join("\n", lines) + "\n";
    }
}
