package io.kaosnet.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.kaosnet.server.config.ConfigException;
import io.kaosnet.server.config.Settings;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/// Sets up the log from `logger.*`, in code: reading a configuration file costs a start more than
/// the rest of the log.
public final class Logging {
    /// gRPC has a log of its own, and tells it of everybody who sends nonsense. Held, since the JDK
    /// forgets the levels of loggers that nobody holds.
    private static final java.util.logging.Logger GRPC =
            java.util.logging.Logger.getLogger("io.grpc");

    private Logging() {}

    /// Refuses what [#configure] would refuse, and changes nothing.
    static void check(Settings settings) {
        level(settings.text("logger.level"));
        encoder(new LoggerContext(), settings.text("logger.format")).stop();
    }

    /// Replaces what was set up before.
    public static void configure(Settings settings) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(settings.text("logger.level")));
        String format = settings.text("logger.format");
        String file = settings.text("logger.file");
        if (settings.flag("logger.stdout")) {
            root.addAppender(started(context, new ConsoleAppender<>(), format, "stdout"));
        }
        if (!file.isEmpty()) {
            FileAppender<ILoggingEvent> appender =
                    settings.flag("logger.rotation")
                            ? rotating(context, file, settings)
                            : new FileAppender<>();
            appender.setFile(file);
            root.addAppender(started(context, appender, format, "file"));
        }
        // Chatty below warnings, and about nothing an operator can act on.
        context.getLogger("io.netty").setLevel(Level.WARN);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
        context.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
        GRPC.setLevel(java.util.logging.Level.WARNING);
    }

    /// A new file each day and whenever one is full.
    private static FileAppender<ILoggingEvent> rotating(
            LoggerContext context, String file, Settings settings) {
        long maxBytes = settings.whole("logger.max_size", 1, 1 << 20) << 20;
        var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setFileNamePattern(
                file
                        + ".%d{yyyy-MM-dd"
                        + (settings.flag("logger.local_time") ? "" : ", UTC")
                        + "}.%i"
                        + (settings.flag("logger.compress") ? ".gz" : ""));
        policy.setMaxFileSize(new FileSize(maxBytes));
        policy.setMaxHistory((int) settings.whole("logger.max_age", 0, 100_000));
        policy.setTotalSizeCap(
                new FileSize(maxBytes * settings.whole("logger.max_backups", 0, 100_000)));
        policy.setCleanHistoryOnStart(true);
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file);
        policy.setParent(appender);
        policy.start();
        appender.setRollingPolicy(policy);
        return appender;
    }

    private static OutputStreamAppender<ILoggingEvent> started(
            LoggerContext context,
            OutputStreamAppender<ILoggingEvent> appender,
            String format,
            String name) {
        Encoder<ILoggingEvent> encoder = encoder(context, format);
        appender.setContext(context);
        appender.setName(name);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
        EncoderBase<ILoggingEvent> encoder =
                switch (format.toLowerCase(Locale.ROOT)) {
                    case "json" -> new JsonEncoder();
                    case "plain" -> {
                        var plain = new PatternLayoutEncoder();
                        plain.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n");
                        yield plain;
                    }
                    default ->
                            throw new ConfigException(
                                    "logger.format: " + format + " (expected: plain or json)");
                };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Level level(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warn" -> Level.WARN;
            case "error" -> Level.ERROR;
            default ->
                    throw new ConfigException(
                            "logger.level: " + name + " (expected: debug, info, warn or error)");
        };
    }
}
