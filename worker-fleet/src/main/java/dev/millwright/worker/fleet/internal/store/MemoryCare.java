package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** What a group in this process keeps of its jobtypes. Any thread. */
record MemoryCare(MemoryGroup group) implements CareRecords {
    @Override
    public CompletionStage<Added> add(String wid, long number, List<FactsDelta> deltas) {
        return answer((care, now) -> care.add(wid, number, deltas, now));
    }

    @Override
    public CompletionStage<All> all() {
        return answer(CareState::all);
    }

    @Override
    public CompletionStage<Map<Unit, String>> held() {
        return answer((care, now) -> care.held());
    }

    @Override
    public CompletionStage<Boolean> decide(long token, String rules, List<Decision> decisions) {
        return answer((care, now) -> care.decide(token, rules, decisions));
    }

    @Override
    public CompletionStage<Void> told(String id, String left) {
        return done((care, now) -> care.told(id, left));
    }

    @Override
    public CompletionStage<Instant> snooze(String jobtype, Duration time, String by) {
        return answer((care, now) -> care.snooze(jobtype, now.plus(time), by, now));
    }

    @Override
    public CompletionStage<Long> release(String jobtype, String by) {
        return answer((care, now) -> care.release(jobtype, by, now));
    }

    @Override
    public CompletionStage<Void> look() {
        return done((care, now) -> care.look(now));
    }

    private <T> CompletionStage<T> answer(BiFunction<CareState, Instant, T> step) {
        return CompletableFuture.completedFuture(group.step((state, now) -> step.apply(state.care(), now)));
    }

    private CompletionStage<Void> done(BiFunction<CareState, Instant, Boolean> step) {
        return answer(step).thenAccept(done -> {});
    }
}
