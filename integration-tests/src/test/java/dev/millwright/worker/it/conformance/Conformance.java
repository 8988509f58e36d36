package dev.millwright.worker.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.it.RawFaktory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * The transcripts as tests of a server: each is played on an empty server and compared word for word.
 * The same text for both servers, so that they answer alike.
 *
 * <p>Left out, as the stock server takes its time for them: a worker that sends no BEAT for a minute,
 * the end of a reservation, the next try of a failed job. The development server's own tests drive its
 * clock through these; and the five seconds of a PUSHB, which the development server counts in jobs. No other
 * difference is known.
 */
final class Conformance {
    static final List<String> FILES =
            List.of("handshake", "framing", "push", "fetch", "report", "beat", "info", "mutate", "queue");

    private Conformance() {}

    /** One container a file, one test a transcript. */
    static Stream<DynamicNode> of(int port) {
        return FILES.stream().map(file -> DynamicContainer.dynamicContainer(file, tests(file, port)));
    }

    static Stream<DynamicTest> tests(String file, int port) {
        return Transcript.read(file).stream()
                .map(transcript -> DynamicTest.dynamicTest(transcript.title(), () -> play(transcript, port)));
    }

    private static void play(Transcript transcript, int port) {
        empty(port);
        check(transcript, port);
    }

    private static void empty(int port) {
        try (RawFaktory connection = RawFaktory.open(port)) {
            connection.hello("{\"v\":2}", null);
            connection.command("FLUSH");
            connection.command("QUEUE REMOVE *");
        }
    }

    /** Plays a transcript to a server as it is. */
    static void check(Transcript transcript, int port) {
        try (Player player = new Player(port)) {
            List<String> heard = player.play(transcript.lines());
            assertThat(String.join("\n", heard)).isEqualTo(String.join("\n", transcript.lines()));
        }
    }
}
