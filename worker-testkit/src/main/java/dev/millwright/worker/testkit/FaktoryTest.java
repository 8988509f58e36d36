package dev.millwright.worker.testkit;

import dev.millwright.worker.testkit.internal.junit.FaktoryExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of a class run against a server and a worker of their own: fresh ones for each test, made
 * when a parameter first asks for them and closed after the test.
 *
 * <pre>{@code
 * @FaktoryTest
 * class GreetTest {
 *     @WorkerSetup
 *     void functions(Worker.Builder worker) {
 *         worker.register("greet", new Greeter());
 *     }
 *
 *     @Test
 *     void greets(Jobs jobs) {
 *         JobOutcome outcome = jobs.run(Job.of("greet", "world"));
 *
 *         assertThat(outcome).isEqualTo(JobOutcome.Ack.INSTANCE);
 *     }
 * }
 * }</pre>
 *
 * <p>Parameters of test methods and of methods that run before or after each test can be:
 *
 * <ul>
 *   <li>{@link DevServer}: the server;
 *   <li>{@link dev.millwright.worker.FaktoryClient}: connected to it;
 *   <li>{@link dev.millwright.worker.Worker}: started, with what the {@link WorkerSetup} methods gave it;
 *   <li>{@link Jobs}: pushes jobs to that worker, which it starts, and awaits what becomes of them;
 *   <li>{@link ManualClock}: if {@link #manualClock()} is on.
 * </ul>
 *
 * <p>After a test its worker is stopped without a shutdown timeout: what still runs is interrupted.
 * Needs JUnit 5.10 or newer, which this module does not bring along.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FaktoryExtension.class)
@SuppressWarnings("exports") // only JUnit looks for the extension, and who uses this reads JUnit anyway
public @interface FaktoryTest {
    /**
     * Whether the server's time stands still until the test moves its {@link ManualClock}, so that a retry
     * or the end of a reservation need not be waited for. The worker's time passes as usual, unless a
     * {@link WorkerSetup} method that also takes the {@link ManualClock} gives it to the builder: {@code
     * worker.clock(clock)}. Then its deadlines and retries move with it, too. To the server,
     * a worker that sent no BEAT for more than a minute is gone; it closes its connections, and the worker
     * connects again.
     *
     * @return false by default: time passes by itself
     */
    boolean manualClock() default false;
}
