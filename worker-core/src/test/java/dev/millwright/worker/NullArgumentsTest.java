package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null where there must be none is named at once, by the call that was given it. */
@SuppressWarnings({"NullAway", "DataFlowIssue"}) // that is what it is about
class NullArgumentsTest {
    private static final FaktoryClient CLIENT = FaktoryClient.connect(ServerAddress.parse("tcp://localhost:1"));
    private static final JobHandler HANDLER = context -> {};
    private static final JobType<String> TYPE = JobType.of("type", String.class);

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    private static Worker.Builder worker() {
        return Worker.builder();
    }

    private static Arguments of(String name, ThrowingCallable call) {
        return Arguments.of(name, call);
    }

    static Stream<Arguments> calls() {
        String none = null;
        return Stream.of(
                of("jobtype", () -> worker().register(none, HANDLER)),
                of("handler", () -> worker().register("type", (JobHandler) null)),
                of("options", () -> worker().register("type", null, HANDLER)),
                of("type", () -> worker().register((JobType<String>) null, (context, args) -> {})),
                of("handler", () -> worker().register(TYPE, (TypedJobHandler<String>) null)),
                of("handler", () -> worker().registerAsync("type", (AsyncJobHandler) null)),
                of("handler", () -> worker().registerAsync(TYPE, (TypedAsyncJobHandler<String>) null)),
                of("type", () -> worker().registerAsync((JobType<String>) null, (context, args) -> null)),
                of("queues", () -> worker().queues((String[]) null)),
                of("queue", () -> worker().queues("a", none)),
                of("queues", () -> worker().queues((Collection<String>) null)),
                of("name", () -> worker().pool(null, 1, "a")),
                of("queues", () -> worker().pool("a", 1, (String[]) null)),
                of("queue", () -> worker().pool("a", 1, none, "b")),
                of("address", () -> worker().server(null)),
                of("listener", () -> worker().listener(null)),
                of("middleware", () -> worker().middleware(null)),
                of("extension", () -> worker().extension(null)),
                of("function", () -> worker().onComplete(null)),
                of("shutdown timeout", () -> worker().shutdownTimeout(null)),
                of("jid", () -> worker().register("type", HANDLER).build().cancel(null)),
                of("jid", () -> worker().register("type", HANDLER).build().discard(null)),
                of("job", () -> CLIENT.push(null)),
                of("jobs", () -> CLIENT.pushBulk(null)),
                of("job", () -> CLIENT.pushBulk(Collections.singletonList(null))),
                of("jids", () -> CLIENT.cancel((Collection<String>) null, CancelOptions.DEFAULT)),
                of("jid", () -> CLIENT.cancel(none)),
                of("jid", () -> CLIENT.cancel(Arrays.asList("a", null), CancelOptions.DEFAULT)),
                of("options", () -> CLIENT.cancel(List.of("a"), null)),
                of("jobtype", () -> Job.of(null)),
                of("name", () -> JobType.of(null, String.class)),
                of("function", () -> JobOptions.DEFAULT.withOnComplete(null)),
                of("job", () -> JobOptions.DEFAULT.withCallback((Job) null)));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void calls(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
}
