package io.quorate.server.api.conformance;

import io.grpc.ManagedChannel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests with the answers a real etcd gave, as a text file: lines that begin with # are comments, with &gt; requests,
 * with &lt; the answer to the request before.
 *
 * <p>{@code EtcdRecording HOST:PORT FILE} asks a fresh etcd every request of a file anew and rewrites the file;
 * {@code EtcdRecording HOST:PORT FILE SEED COUNT} does so with random requests.
 */
public final class EtcdRecording {
    /** A line of a recording's file: a comment when there is no request. */
    record Step(int line, String comment, String request, String answer) {}

    private EtcdRecording() {}

    public static void main(String[] args) throws IOException {
        ManagedChannel channel = EtcdEndpoint.channelTo(args[0]);
        Path file = Path.of(args[1]);
        try {
            EtcdEndpoint etcd = new EtcdEndpoint(channel);
            List<String> lines = args.length > 2
                    ? recordRandom(etcd, Long.parseLong(args[2]), Integer.parseInt(args[3]))
                    : recordAgain(etcd, Files.readAllLines(file));
            Files.writeString(file, String.join("\n", lines) + "\n");
        } finally {
            channel.shutdownNow();
        }
    }

    private static List<String> recordAgain(EtcdEndpoint etcd, List<String> old) {
        List<String> lines = new ArrayList<>();
        for (String line : old) {
            if (line.startsWith("<")) {
                continue;
            }
            lines.add(line);
            if (line.startsWith("> ")) {
                lines.add("< " + etcd.answer(EtcdRequest.parse(line.substring(2))));
            }
        }
        return lines;
    }

    private static List<String> recordRandom(EtcdEndpoint etcd, long seed, int count) {
        List<String> lines = new ArrayList<>();
        lines.add("# What etcd 3.5.16 answered to random requests of seed " + seed + ".");
        RandomRequests requests = new RandomRequests(seed);
        for (int i = 0; i < count; i++) {
            EtcdRequest request = requests.next();
            lines.add("> " + request);
            lines.add("< " + etcd.answer(request));
        }
        return lines;
    }

    /** The lines of a recording that is checked in. */
    static List<String> resource(String name) throws IOException {
        try (InputStream file = EtcdRecording.class.getResourceAsStream("/conformance/" + name)) {
            if (file == null) {
                throw new FileNotFoundException(name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** The steps of a recording: every request with its answer and the comment before it. */
    static List<Step> steps(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        String comment = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("#")) {
                comment = line.substring(1).strip();
            } else if (line.startsWith("> ")) {
                String answer = lines.get(i + 1);
                if (!answer.startsWith("< ")) {
                    throw new IllegalArgumentException("No answer in line " + (i + 2));
                }
                steps.add(new Step(i + 1, comment, line.substring(2), answer.substring(2)));
            }
        }
        return steps;
    }
}
