package io.quorate.jepsen.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts and loop devices below a directory, of a run that was killed. */
final class Leftovers {
    private Leftovers() {}

    /** Frees them; the caller knows that nobody uses the directory. */
    static void free(Path directory) throws IOException {
        String prefix = directory + "/";
        for (String mount : mounts(prefix)) {
            if (!tryRun("umount", mount)) {
                // Frozen, perhaps; or somebody's process is stuck there.
                tryRun("fsfreeze", "--unfreeze", mount);
                if (!tryRun("umount", mount)) {
                    SystemCommand.run("umount", "--lazy", mount);
                }
            }
        }
        String devices = SystemCommand.run("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE");
        for (String line : devices.lines().toList()) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2 && words[1].startsWith(prefix)) {
                SystemCommand.run("losetup", "--detach", words[0]);
            }
        }
    }

    private static List<String> mounts(String prefix) throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] words = line.split(" ");
            if (words[1].startsWith(prefix)) {
                found.add(words[1]);
            }
        }
        return found;
    }

    private static boolean tryRun(String... words) {
        try {
            SystemCommand.run(words);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
