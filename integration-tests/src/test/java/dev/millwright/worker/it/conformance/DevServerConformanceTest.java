package dev.millwright.worker.it.conformance;

import dev.millwright.worker.testkit.DevServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The development server answers as the transcripts say, and so as the stock server does. */
@Timeout(120)
class DevServerConformanceTest {
    private final DevServer server = DevServer.builder().stockCommandsOnly().start();

    @AfterEach
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicNode> answersAsWrittenDown() {
        return Conformance.of(server.port());
    }

    @Test
    void asksForItsPassword() {
        try (DevServer locked = DevServer.builder().password("open sesame").start()) {
            Transcript.read("password").forEach(transcript -> Conformance.check(transcript, locked.port()));
        }
    }
}
