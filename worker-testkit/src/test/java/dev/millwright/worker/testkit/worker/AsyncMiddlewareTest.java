package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.AsyncJobMiddleware;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.Worker;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** "Around" an asynchronous function ends when its stage does. */
class AsyncMiddlewareTest extends WorkerTest {
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<String> stage = new CompletableFuture<>();

    /** Notes when it begins and ends. */
    private final class Noting implements AsyncJobMiddleware {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public void call(JobContext context, JobHandler next) throws Exception {
            events.add(name + " begins");
            next.run(context);
            events.add(name + " ends");
        }

        @Override
        public CompletionStage<?> callAsync(JobContext context, AsyncJobHandler next) throws Exception {
            events.add(name + " begins");
            return next.run(context)
                    .whenComplete((value, failure) -> events.add(name + (failure == null ? " ends" : " fails")));
        }
    }

    private static AsyncJobMiddleware around(AsyncAround around) {
        return new AsyncJobMiddleware() {
            @Override
            public void call(JobContext context, JobHandler next) throws Exception {
                next.run(context);
            }

            @Override
            @SuppressWarnings("NullAway")
            public CompletionStage<?> callAsync(JobContext context, AsyncJobHandler next) throws Exception {
                return around.call(context, next);
            }
        };
    }

    private interface AsyncAround {
        @Nullable
        CompletionStage<?> call(JobContext context, AsyncJobHandler next) throws Exception;
    }

    private Worker.Builder waiting() {
        return worker().registerAsync("waits", context -> {
            events.add("called");
            return stage;
        });
    }

    private String errtype() {
        server.await("the FAIL", now -> now.retries().size() == 1);
        return server.retries().get(0).failure().orElseThrow().errtype();
    }

    @Test
    void endsWhenTheStageDoes() throws Exception {
        start(waiting().middleware(new Noting("outer")).middleware(new Noting("inner")));
        server.push("waits");
        awaitStarted(1);
        server.push("noop");
        awaitAcks(1);
        assertThat(events)
                .as("in either order, as each job has a thread of its own")
                .contains("outer begins", "inner begins", "called")
                .filteredOn(event -> event.endsWith("ends"))
                .as("of the blocking one")
                .hasSize(2);
        events.clear();

        stage.complete("done");

        awaitAcks(2);
        assertThat(events).containsExactly("inner ends", "outer ends");
    }

    @Test
    void hearsOfAFailure() {
        start(waiting().middleware(new Noting("around")));
        server.push("waits");

        stage.completeExceptionally(new IOException("away"));

        assertThat(errtype()).isEqualTo("java.io.IOException");
        assertThat(events).containsExactly("around begins", "called", "around fails");
    }

    /** It is the function's stage that is cancelled, however the middlewares wrap it. */
    @Test
    void theSignalCancelsTheFunctionsStage() throws Exception {
        Worker worker = start(waiting().middleware(new Noting("around")));
        String jid = server.push("waits");
        awaitStarted(1);

        worker.cancel(jid);

        server.await("its end", now -> worker.runningJobs().isEmpty());
        assertThat(stage).isCancelled();
        assertThat(events).endsWith("around fails");
    }

    /** What a middleware does afterwards is cancelled once the function's stage is complete. */
    @Test
    void theSignalCancelsWhatComesAfter() throws Exception {
        CompletableFuture<String> commit = new CompletableFuture<>();
        Worker worker = start(waiting()
                .middleware(around((context, next) ->
                        next.run(context).thenCompose(value -> commit).toCompletableFuture())));
        String jid = server.push("waits");
        awaitStarted(1);
        stage.complete("done");
        server.push("noop");
        awaitAcks(1);
        assertThat(worker.runningJobs()).hasSize(1);

        worker.cancel(jid);

        server.await("its end", now -> worker.runningJobs().isEmpty());
        server.await("the job in Dead", now -> now.dead().size() == 1);
    }

    @Test
    void mayCallTheFunctionLaterAndElsewhere() {
        start(waiting()
                .middleware(around((context, next) -> CompletableFuture.runAsync(() -> events.add("permit"))
                        .thenCompose(permit -> {
                            try {
                                return next.run(context);
                            } catch (Exception e) {
                                return CompletableFuture.failedFuture(e);
                            }
                        }))));
        server.push("waits");
        stage.complete("done");

        awaitAcks(1);

        assertThat(events).containsExactly("permit", "called");
    }

    @Test
    void oneThatAnswersNothingFailsTheJob() {
        start(waiting().middleware(around((context, next) -> null)));
        server.push("waits");

        assertThat(errtype()).isEqualTo("java.lang.NullPointerException");
        assertThat(server.retries().get(0).failure().orElseThrow().message())
                .contains("AsyncMiddlewareTest")
                .endsWith("returned null, not a stage");
    }

    @Test
    void oneThatDoesNotCallTheFunctionAcksTheJob() {
        start(waiting().middleware(around((context, next) -> CompletableFuture.completedFuture("done before"))));
        server.push("waits");

        awaitAcks(1);

        assertThat(events).isEmpty();
    }

    private static final class Plain implements JobMiddleware {
        @Override
        public void call(JobContext context, JobHandler next) throws Exception {
            next.run(context);
        }
    }

    @Test
    void oneForBlockingFunctionsIsRefusedWhereOneIsAsynchronous() {
        assertThatThrownBy(() -> waiting().middleware(new Plain()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the middleware " + Plain.class.getName() + " is for blocking functions, and that of 'waits'"
                                + " is asynchronous: make it an AsyncJobMiddleware, or add it as"
                                + " AsyncJobMiddleware.blockingOnly(…) if asynchronous ones are to run without it");
        assertThatThrownBy(() -> waiting()
                        .middleware((context, next) -> next.run(context))
                        .build())
                .hasMessageStartingWith("the middleware in " + AsyncMiddlewareTest.class.getName() + " is for");
        worker().middleware(new Plain()).build().close(); // no asynchronous function
    }

    @Test
    void orIsAddedForBlockingFunctionsOnly() {
        start(waiting().middleware(AsyncJobMiddleware.blockingOnly(new Noting("blocking"))));
        stage.complete("done");
        server.push("waits");
        awaitAcks(1);
        assertThat(events).containsExactly("called");

        server.push("noop");

        awaitAcks(2);
        assertThat(events).containsExactly("called", "blocking begins", "blocking ends");
    }
}
