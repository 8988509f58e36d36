package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.WorkerSetup;
import org.junit.jupiter.api.Test;

/** A function needs no Spring to be tested. */
@FaktoryTest
class GreeterTest {
    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.register(Greeter.GREET, new Greeter());
    }

    @Test
    void greets(Jobs jobs) {
        assertEquals(JobOutcome.Ack.INSTANCE, jobs.run(Greeter.GREET.job(new Greeter.Visitor("Ada", 2))));
    }
}
