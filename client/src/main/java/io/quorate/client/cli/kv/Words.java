package io.quorate.client.cli.kv;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell does: blanks separate, quotes hold together, a backslash takes the next sign. */
final class Words {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int position;

    private Words(String line) {
        this.line = line;
    }

    /** @throws IllegalArgumentException when a quote is not closed */
    static List<String> split(String line) {
        return new Words(line).split();
    }

    private List<String> split() {
        while (position < line.length()) {
            char sign = line.charAt(position++);
            if (sign == '"' || sign == '\'') {
                begun = true;
                quoted(sign);
            } else if (Character.isWhitespace(sign)) {
                end();
            } else {
                begun = true;
                word.append(sign == '\\' ? escaped() : sign);
            }
        }
        end();
        return words;
    }

    private void quoted(char quote) {
        while (position < line.length()) {
            char sign = line.charAt(position++);
            if (sign == quote) {
                return;
            }
            word.append(sign == '\\' && quote == '"' ? escaped() : sign);
        }
        throw new IllegalArgumentException("the quote " + quote + " is not closed");
    }

    private char escaped() {
        if (position == line.length()) {
            throw new IllegalArgumentException("nothing follows the last backslash");
        }
        char sign = line.charAt(position++);
        return switch (sign) {
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> sign;
        };
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }
}
