package dev.millwright.worker.cli.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class StandardErrorAppenderTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final StandardError error = new StandardError(written);
    private final LoggerContext logback = new LoggerContext();
    private final Logger log = logback.getLogger("some.logger");
    private final StandardErrorAppender appender =
            new StandardErrorAppender(error, logback, LogFormat.text.encoder(logback, false));

    @BeforeEach
    void attach() {
        logback.setMDCAdapter(MDC.getMDCAdapter());
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void clear() {
        MDC.clear();
    }

    private List<String> lines() {
        error.flush(Duration.ofSeconds(40));
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(assertThat(lines()).singleElement().actual());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\u001b[2K", "\u000b", "\f", "\0"})
    void anEventIsOneLineWhateverItHolds(String separator) {
        String evil = "a" + separator + "2030-01-31T08:00:00.000Z ERROR [main] forged";
        MDC.put("jid", "jid" + separator);
        MDC.put("jobtype", evil);
        MDC.put("queue", evil);
        String name = Thread.currentThread().getName();
        Thread.currentThread().setName("thread" + separator + "name");
        log.warn(evil);
        Thread.currentThread().setName(name);
        log.warn("argument {}", evil);

        error.flush(Duration.ofSeconds(40));
        String all = written.toString(StandardCharsets.UTF_8);
        assertThat(all.split("[\n\r\u0085\u2028\u2029\u000b\f]")).hasSize(2);
        assertThat(all).doesNotContain("\u001b", "\0");
    }

    @Test
    void aStackStaysReadableButItsMessagesAreOneLineEach() {
        IllegalStateException thrown = new IllegalStateException("two\nlines", new RuntimeException("why\r\nnot"));
        thrown.addSuppressed(new Exception("also\nthis"));

        log.error("broken", thrown);

        assertThat(lines())
                .anyMatch(line -> line.endsWith("] broken"))
                .contains("java.lang.IllegalStateException: two\\nlines")
                .contains("\tSuppressed: java.lang.Exception: also\\nthis")
                .contains("Caused by: java.lang.RuntimeException: why\\r\\nnot")
                .anyMatch(line -> line.startsWith("\tat dev.millwright.worker.cli.internal.log.StandardErrorApp"))
                .anyMatch(line -> line.matches("\\t\\.\\.\\. \\d+ common frames omitted"));
    }

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void nothingIsLongerThanIsOfUse(LogFormat format) {
        appender.use(format);
        String megabyte = "x".repeat(1 << 20);
        MDC.put("jobtype", megabyte);
        MDC.put("jid", megabyte);

        log.warn(megabyte + "{}", megabyte, new IllegalStateException(megabyte, new Exception(megabyte)));

        assertThat(lines()).isNotEmpty();
        assertThat(written.size()).isLessThan(40_000);
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("xxx… (2097152 characters)");
    }

    @Test
    void jsonIsOneObjectALineWhateverItHolds() {
        appender.use(LogFormat.json);
        String evil = "a\"},\n\r\t\\ \u0000\u001b\ud800";
        MDC.put("jobtype", evil);

        log.warn(evil, new IllegalStateException(evil));

        JsonNode line = json();
        String told = evil.replace('\ud800', '?');
        assertThat(line.path("formattedMessage").asString()).isEqualTo(told);
        assertThat(line.at("/mdc/jobtype").asString()).isEqualTo(told);
        assertThat(line.at("/throwable/message").asString()).isEqualTo(told);
        assertThat(line.at("/throwable/stepArray").size()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void manyCausesAndFramesAreCut(LogFormat format) {
        appender.use(format);
        Throwable thrown = new Exception("innermost");
        for (int i = 0; i < 500; i++) {
            thrown = new Exception("cause " + i, thrown);
            thrown.setStackTrace(frames(i, 100));
        }

        log.warn("deep", thrown);

        assertThat(lines()).isNotEmpty();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("deep", "cause 499", "cause 480");
        assertThat(written.size()).isLessThan(400_000);
    }

    private static StackTraceElement[] frames(int number, int count) {
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(new StackTraceElement("some.Class" + number, "method" + i, "File.java", i));
        }
        return frames.toArray(StackTraceElement[]::new);
    }

    /** What an encoder or a user's objects may throw on the thread that logs. */
    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void anEventThatCannotBeToldHarmsNobody(LogFormat format) {
        appender.use(format);

        appender.doAppend(new LoggingEvent("", log, Level.WARN, "the pattern", null, null) {
            @Override
            public String getFormattedMessage() {
                throw new StackOverflowError();
            }
        });
        appender.doAppend(new LoggingEvent("", log, Level.WARN, "the pattern", null, null) {
            @Override
            public @Nullable Map<String, String> getMDCPropertyMap() {
                throw new LinkageError();
            }
        });

        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0))
                .contains("the pattern (the log cannot print all of this: java.lang.StackOverflowError)");
        assertThat(lines().get(1)).contains("a line was left out", "java.lang.LinkageError");
    }

    @Test
    void anExceptionThatCannotBeLookedAtHarmsNobody() {
        logback.addTurboFilter(new ExceptionGuard());
        Throwable deep = new Exception("innermost");
        for (int i = 0; i < 50_000; i++) {
            deep = new Exception("again", deep);
        }
        Throwable throwing = new Exception() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new LinkageError();
            }
        };

        log.warn("first", deep);
        log.warn("second of {}", 4, throwing);
        log.warn("third", new Exception("tame"));
        log.trace("not wanted", deep);

        assertThat(lines())
                .filteredOn(line -> line.contains(" WARN "))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("first (the stack of a java.lang.Exception is left out: it has more than"),
                        line -> assertThat(line).contains("second of 4 (the stack of a", "LinkageError"),
                        line -> assertThat(line).endsWith("third"));
        assertThat(lines()).contains("java.lang.Exception: tame").noneMatch(line -> line.contains("not wanted"));
    }

    @Test
    void whatNettyDoesIsLeftOut() {
        Exception thrown = new Exception("broken");
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("some.Job", "run", "Job.java", 1),
            new StackTraceElement("io.netty.channel.Any", "call", "Any.java", 2),
        });

        log.warn("it", thrown);

        assertThat(lines()).contains("\tat some.Job.run(Job.java:1)").noneMatch(line -> line.contains("io.netty"));
    }

    @Test
    void droppedLinesAreToldInTheSameForm() {
        appender.use(LogFormat.json);

        error.write(new byte[PendingLines.MOST + 1], true);
        log.info("next");
        error.flush(Duration.ofSeconds(40));

        assertThat(lines()).hasSize(2).allSatisfy(line -> JsonMapper.shared().readTree(line));
        assertThat(lines().get(1)).contains("1 lines of this log were dropped", "\"level\":\"WARN\"");
    }
}
