package consumer;

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
    private volatile Greeting.Visitor visitor;

    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.register("greet", new Greeting());
        worker.register(Greeting.WELCOME, (context, args) -> visitor = args);
    }

    @Test
    void greets(Jobs jobs) {
        assertEquals(JobOutcome.Ack.INSTANCE, jobs.run(Job.of("greet", "world")));
        assertInstanceOf(JobOutcome.Fail.class, jobs.run(Job.of("greet")));
    }

    @Test
    void welcomes(Jobs jobs) {
        jobs.run(Greeting.WELCOME.job(new Greeting.Visitor("Ada", 2)));

        assertEquals(new Greeting.Visitor("Ada", 2), visitor);
    }
}
