package io.quorate.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the backup section. */
final class BackupReader {
    private static final Pattern CRON = Pattern.compile("[0-9A-Za-z*,/?#-]+( +[0-9A-Za-z*,/?#-]+){4}");
    private static final List<String> PERIODS = List.of("hourly", "daily", "weekly", "monthly", "yearly");

    private final Problems problems;

    BackupReader(Problems problems) {
        this.problems = problems;
    }

    @Nullable
    BackupConfig read(@Nullable Section section) {
        if (section == null) {
            return null;
        }
        if (!section.has("store")) {
            section.missing("store", section.line());
        }
        URI store = section.scalar("store", BackupReader::store, "give file:///DIRECTORY or s3://BUCKET/PREFIX");
        String snapshots = section.scalar(
                "snapshots",
                text -> Optional.of(text.strip()).filter(it -> CRON.matcher(it).matches()),
                "give five cron fields, such as \"0 * * * *\"");
        Duration archive = section.duration("archive");
        SortedMap<String, Integer> keep = keep(section.section("keep"));
        section.finish();
        return store == null ? null : new BackupConfig(store, snapshots, archive, keep);
    }

    private SortedMap<String, Integer> keep(@Nullable Section section) {
        SortedMap<String, Integer> keep = new TreeMap<>();
        if (section == null) {
            return keep;
        }
        for (String period : PERIODS) {
            Integer count = section.scalar(
                    period,
                    text -> text.matches("[0-9]{1,6}") ? Optional.of(Integer.valueOf(text)) : Optional.empty(),
                    "give a whole number");
            if (count != null) {
                keep.put(period, count);
            }
        }
        section.finish();
        if (keep.values().stream().mapToInt(Integer::intValue).sum() == 0) {
            problems.add(section.line(), "backup.keep keeps nothing", "keep at least one backup");
        }
        return keep;
    }

    private static Optional<URI> store(String text) {
        try {
            URI uri = new URI(text);
            boolean file = "file".equals(uri.getScheme())
                    && uri.getPath() != null
                    && uri.getPath().startsWith("/");
            boolean s3 = "s3".equals(uri.getScheme()) && uri.getHost() != null;
            return file || s3 ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
