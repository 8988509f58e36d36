package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.WorkerSetup;
import org.junit.jupiter.api.Test;

@FaktoryTest
class GreetingTest {
    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.register("greet", new Greeting());
    }

    @Test
    void greets(Jobs jobs) {
        assertEquals(JobOutcome.Ack.INSTANCE, jobs.run(Job.of("greet", "world")));
        assertInstanceOf(JobOutcome.Fail.class, jobs.run(Job.of("greet"))); // nobody to greet
    }
}
