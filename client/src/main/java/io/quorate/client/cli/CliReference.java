package io.quorate.client.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import picocli.CommandLine;

/** Writes the reference of the command line from the commands themselves. */
public final class CliReference {
    private CliReference() {}

    /** Every command's help, by its full name, in the order of the help. */
    public static Map<String, String> helpTexts(CommandLine root) {
        Map<String, String> texts = new LinkedHashMap<>();
        collect(root, texts);
        return texts;
    }

    /**
     * A page of the commands.
     *
     * @param title of the page
     * @param introduction below the title
     */
    public static String markdown(String title, String introduction, CommandLine... commands) {
        StringBuilder page = new StringBuilder();
        page.append("# ").append(title).append("\n\n").append(introduction).append("\n");
        for (CommandLine command : commands) {
            helpTexts(command)
                    .forEach((name, text) -> page.append("\n## ")
                            .append(name)
                            .append("\n\n```text\n")
                            .append(text)
                            .append("```\n"));
        }
        return page.toString();
    }

    private static void collect(CommandLine command, Map<String, String> texts) {
        StringWriter text = new StringWriter();
        command.usage(new PrintWriter(text), CommandLine.Help.Ansi.OFF);
        texts.put(command.getCommandSpec().qualifiedName(), text.toString().replaceAll("[ \t]+\n", "\n"));
        // A command with aliases is in the map once for each.
        new LinkedHashSet<>(command.getSubcommands().values()).forEach(each -> collect(each, texts));
    }
}
