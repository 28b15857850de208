package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a page into one file: its style, its scripts, the chart library and the data. It asks for nothing else. */
final class Page {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private Page() {}

    /** @param scripts names of resources of this package, in the order to run them */
    static String of(String title, JsonNode data, List<String> scripts) throws IOException {
        WebJar uplot = WebJar.uplot();
        Map<String, String> parts = new HashMap<>();
        parts.put("title", escaped(title));
        parts.put("chart-style", uplot.text("dist/uPlot.min.css"));
        parts.put("style", resource("page.css"));
        parts.put("data", Json.inScript(data));
        parts.put("chart-licence", inComment(uplot.text("LICENSE")));
        parts.put("chart-script", script(uplot.text("dist/uPlot.iife.min.js")));
        StringBuilder own = new StringBuilder();
        for (String name : scripts) {
            own.append(script(resource(name))).append('\n');
        }
        parts.put("script", own.toString());
        return filled(resource("page.html"), parts);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** In one pass: a part is not searched for places. */
    private static String filled(String template, Map<String, String> parts) {
        return PLACE.matcher(template).replaceAll(place -> {
            String part = parts.get(place.group(1));
            if (part == null) {
                throw new IllegalStateException("nothing for " + place.group());
            }
            return Matcher.quoteReplacement(part);
        });
    }

    /** Scripts cannot be escaped: one that would end its element does not get in. */
    private static String script(String script) {
        String lower = script.toLowerCase(Locale.ROOT);
        if (lower.contains("</script") || lower.contains("<!--")) {
            throw new IllegalStateException("a script that cannot stand in a page");
        }
        return script;
    }

    private static String inComment(String text) {
        return script(text).replace("*/", "* /");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
