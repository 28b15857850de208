package io.quorate.docs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little of Markdown that the checks need: headings, links and fenced blocks, without what is inside fences. */
final class Markdown {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(#{1,6}) (.+)");

    /** A heading and its depth. */
    record Heading(int level, String text) {}

    private final List<Heading> headings = new ArrayList<>();
    private final List<String> links = new ArrayList<>();

    private Markdown() {}

    static Markdown of(String text) {
        Markdown document = new Markdown();
        boolean fenced = false;
        for (String line : text.lines().toList()) {
            if (line.stripLeading().startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced) {
                document.read(line);
            }
        }
        return document;
    }

    private void read(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            headings.add(new Heading(heading.group(1).length(), heading.group(2).strip()));
        }
        Matcher link = LINK.matcher(line.replaceAll("`[^`]*`", ""));
        while (link.find()) {
            links.add(link.group(1));
        }
    }

    List<Heading> headings() {
        return headings;
    }

    List<String> links() {
        return links;
    }

    /** Names that links can point to: headings in lower case, without punctuation, with dashes for spaces. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        for (Heading heading : headings) {
            anchors.add(heading.text()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{Alnum} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }
}
