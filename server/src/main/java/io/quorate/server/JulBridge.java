package io.quorate.server;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Sends what libraries log through {@code java.util.logging} (gRPC does) where everything else is logged. */
final class JulBridge extends Handler {
    private JulBridge() {}

    /** For the whole process. */
    static void install() {
        LogManager.getLogManager().reset();
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new JulBridge());
    }

    @Override
    public void publish(LogRecord event) {
        String name = event.getLoggerName();
        org.slf4j.Logger logger = LoggerFactory.getLogger(name == null ? "java.util.logging" : name);
        boolean severe = event.getLevel().intValue() >= Level.SEVERE.intValue();
        LoggingEventBuilder line = severe ? logger.atError() : logger.atWarn();
        line.setCause(event.getThrown()).log(new java.util.logging.SimpleFormatter().formatMessage(event));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
