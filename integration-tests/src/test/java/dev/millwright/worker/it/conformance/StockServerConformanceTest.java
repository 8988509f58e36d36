package dev.millwright.worker.it.conformance;

import dev.millwright.worker.it.OnStockServer;
import dev.millwright.worker.it.StockServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Faktory 1.10.0 answers as the transcripts say: an upgrade that changes what a worker relies on is noticed. */
@OnStockServer
@Timeout(120)
class StockServerConformanceTest {
    @TestFactory
    Stream<DynamicNode> answersAsWrittenDown(StockServer server) {
        return Conformance.of(server.port());
    }

    @Test
    void asksForItsPassword() {
        try (StockServer locked = StockServer.with().password("open sesame").start()) {
            Transcript.read("password").forEach(transcript -> Conformance.check(transcript, locked.port()));
        }
    }
}
