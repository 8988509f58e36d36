package dev.millwright.worker.cli.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.millwright.testtools.Stress;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import tools.jackson.databind.json.JsonMapper;

/** The log's writer and its appender, used, flushed, ended and changed from several threads at once. */
@Timeout(120)
class StandardErrorStressTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int LINES = 100;

    /** A writer with its thread, which lives as long as the process: one for all cycles. */
    private static final class Log {
        final ByteArrayOutputStream written = new ByteArrayOutputStream(); // locks by itself
        final StandardError error;

        Log() {
            error = new StandardError(new OutputStream() {
                @Override
                public void write(int b) {
                    throw new UnsupportedOperationException("piece by piece");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    written.write(bytes, offset, length);
                }
            });
        }

        /** What has been written since this was last asked for. */
        List<String> lines() {
            error.flush(LONG);
            List<String> lines =
                    written.toString(StandardCharsets.UTF_8).lines().toList();
            written.reset();
            return lines;
        }
    }

    private void writeLines(Log log, String who) {
        for (int i = 0; i < LINES; i++) {
            log.error.write((who + i + "\n").getBytes(StandardCharsets.US_ASCII), i % 2 == 0);
        }
    }

    private static void assertAllInOrder(Log log) {
        List<String> lines = log.lines();
        assertThat(log.error.dropped()).isZero();
        for (String who : List.of("a", "b", "c")) {
            List<String> whose =
                    lines.stream().filter(line -> line.startsWith(who)).toList();
            assertThat(whose).hasSize(LINES);
            for (int i = 0; i < LINES; i++) {
                assertThat(whose.get(i)).isEqualTo(who + i);
            }
        }
    }

    @Test
    void writesFlushesAndEndsThatMeet() throws Exception {
        Log log = new Log();
        Stress.of(() -> log)
                .call("write", it -> writeLines(it, "a"))
                .call("write, too", it -> writeLines(it, "b"))
                .call("write as well", it -> writeLines(it, "c"))
                .call("flush", it -> it.error.flush(LONG))
                .call("flush, too", it -> it.error.flush(LONG))
                .call("end", it -> it.error.end())
                .call("look", it -> assertThat(it.error.dropped()).isZero())
                .end(it -> it.error.end())
                .check(StandardErrorStressTest::assertAllInOrder)
                .run(100);
    }

    private record Appending(Log log, StandardErrorAppender appender, Logger logger) {
        static Appending start(Log log) {
            LoggerContext logback = new LoggerContext();
            logback.setMDCAdapter(MDC.getMDCAdapter());
            StandardErrorAppender appender =
                    new StandardErrorAppender(log.error, logback, LogFormat.text.encoder(logback, false));
            appender.start();
            Logger logger = logback.getLogger("some.logger");
            logger.addAppender(appender);
            return new Appending(log, appender, logger);
        }

        void append() {
            for (int i = 0; i < LINES; i++) {
                logger.warn("number {}", i);
            }
        }
    }

    /** In one form or the other, but each line whole. */
    private static void assertWhole(Log log) {
        assertThat(log.lines()).hasSizeLessThanOrEqualTo(2 * LINES).allSatisfy(line -> {
            if (line.startsWith("{")) {
                assertThat(JsonMapper.shared()
                                .readTree(line)
                                .path("formattedMessage")
                                .asString())
                        .startsWith("number ");
            } else {
                assertThat(line).matches("\\S+ WARN  \\[stress] number \\d+");
            }
        });
    }

    @Test
    void changesOfTheAppenderThatMeetEvents() throws Exception {
        Log log = new Log();
        Stress.of(() -> Appending.start(log))
                .call("append", Appending::append)
                .call("append, too", Appending::append)
                .call("json", it -> it.appender().use(LogFormat.json))
                .call("text", it -> it.appender().use(LogFormat.text))
                .call("stop", it -> it.appender().stop())
                .call("start", it -> it.appender().start())
                .call("flush", it -> it.log().error.flush(LONG))
                .end(it -> it.appender().stop())
                .check(it -> assertWhole(it.log()))
                .run(100);
    }
}
