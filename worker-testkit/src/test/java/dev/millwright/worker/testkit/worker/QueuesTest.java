package dev.millwright.worker.testkit.worker;

import org.junit.jupiter.api.Test;

class QueuesTest extends WorkerTest {
    @Test
    void weightsOfAnySizeAreFetched() {
        start(worker().queues("critical,2147483647", "default,2147483647", "bulk"));

        server.pushTo("critical", "noop");
        server.pushTo("default", "noop");
        server.pushTo("bulk", "noop");

        awaitAcks(3);
    }
}
