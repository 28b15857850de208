package io.quorate.jepsen.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Files of the chart library, from its jar on the class path, whichever version that is. */
final class WebJar {
    private static final String NAME = "uplot";

    private final String root;

    private WebJar(String root) {
        this.root = root;
    }

    static WebJar uplot() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open("META-INF/maven/org.webjars.npm/" + NAME + "/pom.properties")) {
            properties.load(in);
        }
        return new WebJar("META-INF/resources/webjars/" + NAME + "/" + properties.getProperty("version") + "/");
    }

    String text(String path) throws IOException {
        try (InputStream in = open(root + path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String path) throws IOException {
        InputStream in = WebJar.class.getClassLoader().getResourceAsStream(path);
        if (in == null) {
            throw new IOException("not on the class path: " + path);
        }
        return in;
    }
}
