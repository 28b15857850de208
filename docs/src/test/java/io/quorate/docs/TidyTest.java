package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.docs.Tree.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps the files of the checkout in order: what no compiler, formatter or ArchUnit rule looks at. */
class TidyTest {
    private static final long MAX_BYTES = 200 * 1024;

    private static final Tree TREE = Tree.open();

    /**
     * Permitted exceptions: rule | path | text the violation contains | reason. A line that nothing needs fails the
     * test: the list only gets shorter.
     */
    private static final String EXCEPTIONS = "/tidy-exceptions.txt";

    @Test
    void shouldStayBelowLengths() {
        List<String> violations = new ArrayList<>();
        for (Limit limit : Limit.read()) {
            List<Entry> files = TREE.where(entry -> limit.matches(entry.path()));
            for (Entry entry : files) {
                int lines = TREE.lines(entry).size();
                if (lines > limit.lines()) {
                    violations.add(entry.path() + ": " + lines + " lines, but at most " + limit.lines());
                }
            }
        }
        check("lengths", violations);
    }

    @Test
    void shouldHaveNoBigFiles() {
        check(
                "size",
                TREE.all().stream()
                        .filter(entry -> TREE.bytes(entry) > MAX_BYTES)
                        .map(entry -> entry.path() + ": " + TREE.bytes(entry) + " bytes")
                        .toList());
    }

    @Test
    void shouldUseOurWords() {
        List<String> violations = new ArrayList<>();
        for (String line : Tree.list("/words.txt")) {
            String[] parts = line.split("=>", -1);
            Pattern word = Pattern.compile(parts[0].strip(), Pattern.CASE_INSENSITIVE);
            for (Entry entry : TREE.where(TidyTest::isOurText)) {
                violations.addAll(found(entry, word, "say " + parts[1].strip()));
            }
        }
        check("words", violations);
    }

    @Test
    void shouldNotCallWhatIsBanned() {
        List<String> violations = new ArrayList<>();
        for (String line : Tree.list("/calls.txt")) {
            String[] parts = line.split("\\|", -1);
            Pattern call = Pattern.compile(Pattern.quote(parts[1].strip()));
            for (Entry entry : TREE.java()) {
                if (entry.path().contains(parts[0].strip()) && !isThisModule(entry)) {
                    violations.addAll(found(entry, call, parts[2].strip()));
                }
            }
        }
        check("calls", violations);
    }

    @Test
    void shouldNotNameThisOrThatMachine() {
        Pattern paths = Pattern.compile("(?<![\\w.$}])/(work|root|home)/\\w");
        List<String> violations = new ArrayList<>();
        for (Entry entry : TREE.where(entry -> entry.isText() && !isThisModule(entry))) {
            violations.addAll(found(entry, paths, "a path of somebody's machine"));
        }
        check("machine-paths", violations);
    }

    @Test
    void shouldHaveCleanLines() {
        List<String> violations = new ArrayList<>();
        for (Entry entry : TREE.where(entry -> entry.isText() && !entry.path().contains("/src/test/resources/"))) {
            String text = TREE.text(entry);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                violations.add(entry.path() + ": no newline at its end");
            }
            violations.addAll(found(entry, Pattern.compile("[ \\t]+$"), "trailing space"));
            violations.addAll(found(entry, Pattern.compile("[\\t\\r]"), "a tab or carriage return"));
        }
        check("clean-lines", violations);
    }

    @Test
    void shouldHangAPlaqueOnEveryPackage() {
        Set<String> packages = new TreeSet<>();
        Set<String> plaques = new HashSet<>();
        for (Entry entry :
                TREE.where(entry -> entry.endsWith(".java") && entry.path().contains("/src/main/java/"))) {
            String directory = entry.path().substring(0, entry.path().lastIndexOf('/'));
            packages.add(directory);
            if (entry.name().equals("package-info.java")) {
                plaques.add(directory);
            }
        }
        packages.removeAll(plaques);
        check(
                "plaques",
                packages.stream().map(path -> path + ": no package-info.java").toList());
    }

    @Test
    void shouldMarkExecutables() {
        List<String> violations = new ArrayList<>();
        for (Entry entry : TREE.where(Entry::isText)) {
            boolean script = TREE.text(entry).startsWith("#!");
            if (script != entry.isExecutable()) {
                violations.add(
                        entry.path() + (script ? ": a script, but not executable" : ": executable, but no script"));
            }
        }
        check("executables", violations);
    }

    @Test
    void shouldHaveOneTitlePerDocument() {
        List<String> violations = new ArrayList<>();
        for (Entry entry : TREE.documents()) {
            long titles = Markdown.of(TREE.text(entry)).headings().stream()
                    .filter(heading -> heading.level() == 1)
                    .count();
            if (titles != 1) {
                violations.add(entry.path() + ": " + titles + " titles, expected one line that begins with #");
            }
        }
        check("titles", violations);
    }

    @Test
    void shouldLinkToWhatIsThere() {
        List<String> violations = new ArrayList<>();
        for (Entry entry : TREE.documents()) {
            for (String link : Markdown.of(TREE.text(entry)).links()) {
                if (!link.matches("[a-z]+:.*") && !resolves(entry, link)) {
                    violations.add(entry.path() + ": link to nothing: " + link);
                }
            }
        }
        check("links", violations);
    }

    /** By a link, or by naming its directory. */
    @Test
    void shouldListEveryDocumentInTheIndex() {
        Entry index = TREE.where(entry -> entry.path().equals("docs/README.md")).get(0);
        Set<String> linked = new HashSet<>();
        for (String link : Markdown.of(TREE.text(index)).links()) {
            linked.add("docs/" + link.replaceFirst("#.*", ""));
        }
        Set<String> directories = new HashSet<>();
        Matcher named = Pattern.compile("`([a-z]+/)`").matcher(TREE.text(index));
        while (named.find()) {
            directories.add("docs/" + named.group(1));
        }
        check(
                "index",
                TREE.documents().stream()
                        .map(Entry::path)
                        .filter(path -> path.startsWith("docs/") && !path.startsWith("docs/adr/"))
                        .filter(path -> !path.startsWith("docs/benchmarks/results/"))
                        .filter(path -> !path.equals(index.path()) && !linked.contains(path))
                        .filter(path -> directories.stream().noneMatch(path::startsWith))
                        .map(path -> path + ": not in docs/README.md")
                        .toList());
    }

    @Test
    void shouldNumberDecisionsWithoutGaps() {
        List<String> violations = new ArrayList<>();
        int expected = 1;
        for (Entry entry : TREE.where(entry -> entry.path().matches("docs/adr/\\d{4}-.*\\.md"))) {
            String number = String.format(Locale.ROOT, "%04d", expected++);
            String text = TREE.text(entry);
            if (!entry.name().startsWith(number + "-")) {
                violations.add(entry.path() + ": expected number " + number);
            }
            if (!text.startsWith("# " + number + " ")) {
                violations.add(entry.path() + ": expected a title that begins with # " + number);
            }
            for (String section : List.of("Status: ", "## Context", "## Decision", "## Consequences")) {
                if (!text.contains("\n" + section)) {
                    violations.add(entry.path() + ": expected " + section);
                }
            }
        }
        assertThat(expected).as("decisions").isGreaterThan(12);
        check("decisions", violations);
    }

    private static boolean resolves(Entry from, String link) {
        String[] parts = link.split("#", 2);
        String path = from.path();
        if (!parts[0].isEmpty()) {
            int slash = from.path().lastIndexOf('/');
            path = java.nio.file.Path.of(slash < 0 ? "" : from.path().substring(0, slash))
                    .resolve(parts[0])
                    .normalize()
                    .toString();
        }
        if (!TREE.exists(path)) {
            return false;
        }
        String target = path;
        return parts.length == 1
                || TREE.where(entry -> entry.path().equals(target)).stream()
                        .anyMatch(
                                entry -> Markdown.of(TREE.text(entry)).anchors().contains(parts[1]));
    }

    private static List<String> found(Entry entry, Pattern pattern, String message) {
        List<String> violations = new ArrayList<>();
        int number = 0;
        for (String line : TREE.text(entry).split("\n", -1)) {
            number++;
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                violations.add(
                        entry.path() + ":" + number + ": '" + matcher.group().strip() + "': " + message);
            }
        }
        return violations;
    }

    private static boolean isOurText(Entry entry) {
        return entry.isText() && !isThisModule(entry) && !entry.path().equals("LICENSE");
    }

    /** The lists and tests of this module name what they forbid. */
    private static boolean isThisModule(Entry entry) {
        return entry.path().startsWith("docs/src/");
    }

    /** Violations begin with the path of the file. */
    private static void check(String rule, List<String> violations) {
        List<String> forbidden = new ArrayList<>(violations);
        List<String> unused = new ArrayList<>();
        for (String line : Tree.list(EXCEPTIONS)) {
            String[] parts = line.split("\\|", -1);
            assertThat(parts).as("rule | path | text | reason: %s", line).hasSize(4);
            if (parts[0].strip().equals(rule)
                    && !forbidden.removeIf(violation ->
                            violation.startsWith(parts[1].strip()) && violation.contains(parts[2].strip()))) {
                unused.add(line);
            }
        }
        assertThat(forbidden).as(rule).isEmpty();
        assertThat(unused)
                .as("%s: exceptions that nothing needs any more; remove them", rule)
                .isEmpty();
    }

    /** A cap on the lines of files whose path matches. */
    record Limit(Pattern path, int lines) {
        boolean matches(String candidate) {
            return path.matcher(candidate).matches();
        }

        static List<Limit> read() {
            return Tree.list("/lengths.txt").stream()
                    .map(line -> line.strip().split("\\s+", 2))
                    .map(parts -> new Limit(Pattern.compile(parts[1]), Integer.parseInt(parts[0])))
                    .toList();
        }
    }
}
