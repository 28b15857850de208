package io.quorate.server.config;

/**
 * One thing wrong with a configuration.
 *
 * @param source the file, or the command line
 * @param line from 1; 0 when there is no line to point at
 * @param what is wrong
 * @param remedy what to do about it
 */
public record Problem(String source, int line, String what, String remedy) {
    @Override
    public String toString() {
        return source + (line > 0 ? ":" + line : "") + ": " + what + "; " + remedy;
    }
}
