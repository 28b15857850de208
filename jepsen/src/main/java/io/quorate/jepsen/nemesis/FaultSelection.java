package io.quorate.jepsen.nemesis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Kinds to choose from, and how often each is to come.
 *
 * @param weights in the order of {@link FaultKinds#all}; each at least 1
 */
public record FaultSelection(Map<FaultKind, Integer> weights) {
    private static final int MOST_WEIGHT = 100;

    public FaultSelection {
        weights = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    public List<FaultKind> kinds() {
        return List.copyOf(weights.keySet());
    }

    /** Those that also pass. */
    public FaultSelection where(Predicate<FaultKind> passes) {
        Map<FaultKind, Integer> some = new LinkedHashMap<>(weights);
        some.keySet().removeIf(passes.negate());
        return new FaultSelection(some);
    }

    /**
     * Reads {@code kill,partition-*=2,!partition-ring}: names, where {@code *} stands for any letters; {@code safe} and
     * {@code brutal} for the kinds that keep a majority or do not; {@code !} takes away; {@code =N} makes it come N
     * times as often. Later ones win. A text that begins by taking away begins with all.
     *
     * @throws IllegalArgumentException with what is wrong and which kinds there are
     */
    public static FaultSelection parse(String text) {
        Map<String, Integer> chosen = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        if (words.isEmpty() || words.get(0).startsWith("!")) {
            FaultKinds.all().forEach(kind -> chosen.put(kind.name(), 1));
        }
        words.forEach(word -> apply(word, chosen));
        Map<FaultKind, Integer> inOrder = new LinkedHashMap<>();
        for (FaultKind kind : FaultKinds.all()) {
            Integer weight = chosen.get(kind.name());
            if (weight != null) {
                inOrder.put(kind, weight);
            }
        }
        if (inOrder.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' leaves no kind of fault; " + known());
        }
        return new FaultSelection(inOrder);
    }

    public static FaultSelection everything() {
        return parse("*");
    }

    private static void apply(String word, Map<String, Integer> chosen) {
        boolean away = word.startsWith("!");
        int equals = word.indexOf('=');
        String pattern = word.substring(away ? 1 : 0, equals < 0 ? word.length() : equals);
        int weight = equals < 0 ? 1 : weight(word, word.substring(equals + 1), away);
        Predicate<FaultKind> meant = meant(pattern);
        List<FaultKind> kinds = FaultKinds.all().stream().filter(meant).toList();
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("no kind of fault is called '" + pattern + "'; " + known());
        }
        for (FaultKind kind : kinds) {
            if (away) {
                chosen.remove(kind.name());
            } else {
                chosen.put(kind.name(), weight);
            }
        }
    }

    private static Predicate<FaultKind> meant(String pattern) {
        if (pattern.equals("safe")) {
            return FaultKind::keepsMajority;
        }
        if (pattern.equals("brutal")) {
            return kind -> !kind.keepsMajority();
        }
        String[] parts = pattern.split("\\*", -1);
        List<String> quoted = new ArrayList<>();
        for (String part : parts) {
            quoted.add(java.util.regex.Pattern.quote(part));
        }
        String expression = String.join(".*", quoted);
        return kind -> kind.name().matches(expression);
    }

    private static int weight(String word, String number, boolean away) {
        if (away || !number.matches("[1-9][0-9]{0,2}") || Integer.parseInt(number) > MOST_WEIGHT) {
            throw new IllegalArgumentException(
                    "'" + word + "' is not NAME=N with N from 1 to " + MOST_WEIGHT + ", as in kill=3");
        }
        return Integer.parseInt(number);
    }

    private static String known() {
        return "there are "
                + String.join(
                        ", ", FaultKinds.all().stream().map(FaultKind::name).toList())
                + "; and safe, brutal, *";
    }
}
