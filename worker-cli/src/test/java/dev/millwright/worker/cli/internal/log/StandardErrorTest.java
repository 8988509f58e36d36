package dev.millwright.worker.cli.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StandardErrorTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final byte[] INFO = line("i".repeat(999));
    private static final byte[] WARNING = line("w".repeat(999));

    private final Pipe pipe = new Pipe();
    private final StandardError error = new StandardError(pipe);

    @AfterEach
    void let() {
        pipe.read();
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Fills the pipe, and then all the room for what is not important. */
    private void fill() {
        long before = error.dropped();
        pipe.stopReading();
        error.write(line("first"), false);
        pipe.awaitWriter();
        for (int i = 0; i < PendingLines.MOST_UNIMPORTANT / INFO.length; i++) {
            error.write(INFO, false);
        }
        assertThat(error.dropped()).isEqualTo(before);
    }

    @Test
    void writesWhatItIsGivenInOrder() {
        error.write(line("one"), false);
        error.write(line("two"), true);
        error.flush(LONG);

        assertThat(pipe.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void nobodyWaitsForAReaderAndWhatIsDroppedIsTold() {
        fill();

        for (int i = 0; i < 10; i++) {
            error.write(INFO, false);
        }
        assertThat(error.dropped()).isEqualTo(10);
        pipe.read();
        error.flush(LONG);

        assertThat(pipe.text())
                .endsWith("iii\n10 lines of this log were dropped, as nobody read it in time\n")
                .hasLineCount(1 + PendingLines.MOST_UNIMPORTANT / INFO.length + 1);
    }

    @Test
    void whatIsImportantIsKeptForLonger() {
        fill();

        int room = (PendingLines.MOST - PendingLines.MOST_UNIMPORTANT) / WARNING.length;
        for (int i = 0; i < room; i++) {
            error.write(WARNING, true);
        }
        assertThat(error.dropped()).isZero();
        for (int i = 0; i < 5; i++) {
            error.write(WARNING, true);
        }
        assertThat(error.dropped()).isBetween(4L, 5L);
        pipe.read();
        error.flush(LONG);

        assertThat(pipe.text().lines().filter(line -> line.startsWith("www")).count())
                .isGreaterThanOrEqualTo(room);
    }

    @Test
    void atTheEndAllThatWereDroppedAreTold() {
        fill();
        error.write(INFO, false);
        pipe.read();
        error.flush(LONG);
        fill();
        error.write(INFO, false);
        error.write(INFO, false);
        pipe.read();

        error.end();

        assertThat(pipe.text())
                .contains("\n1 lines of this log were dropped")
                .endsWith("\nin all 3 lines of this log were dropped, as nobody read it in time\n");
    }

    @Test
    void aFlushGivesUp() {
        pipe.stopReading();
        error.write(line("first"), false);
        pipe.awaitWriter();

        error.flush(Duration.ofMillis(10));

        assertThat(pipe.text()).isEmpty();
    }

    @Test
    void aStreamThatRefusesIsTriedAgain() {
        pipe.failure.set(new IOException("Resource temporarily unavailable"));
        error.write(line("one"), false);
        pipe.awaitWriter();
        pipe.failure.set(null);
        error.flush(LONG);

        assertThat(pipe.text()).isEqualTo("one\n");
    }

    @Test
    void itsThreadSurvivesEverything() {
        error.tellDropsWith((count, inAll) -> {
            throw new StackOverflowError();
        });
        fill();
        error.write(INFO, false);
        pipe.read();
        pipe.awaitEnd("iii\n");
        error.write(line("and on"), false);
        pipe.awaitEnd("and on\n");
    }

    /** A pipe that somebody reads or not. */
    private static final class Pipe extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final AtomicReference<IOException> failure = new AtomicReference<>();
        private final Semaphore writes = new Semaphore(0);
        private volatile CountDownLatch reading = new CountDownLatch(0);
        private volatile CountDownLatch writer = new CountDownLatch(1);

        void stopReading() {
            writer = new CountDownLatch(1);
            reading = new CountDownLatch(1);
        }

        void read() {
            reading.countDown();
        }

        void awaitWriter() {
            try {
                writer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void awaitEnd(String end) {
            while (!text().endsWith(end)) {
                writes.acquireUninterruptibly();
            }
        }

        String text() {
            return taken.toString(StandardCharsets.US_ASCII);
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("piece by piece");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writer.countDown();
            try {
                reading.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            IOException thrown = failure.get();
            if (thrown != null) {
                throw thrown;
            }
            assertThat(bytes[offset + length - 1]).isEqualTo((byte) '\n');
            taken.write(bytes, offset, length);
            writes.release();
        }
    }
}
