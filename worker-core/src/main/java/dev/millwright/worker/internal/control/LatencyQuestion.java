package dev.millwright.worker.internal.control;

import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import dev.millwright.worker.internal.protocol.QueueLatency;
import dev.millwright.worker.internal.protocol.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks in which of some queues something waits. Confined to its connection's I/O thread. */
final class LatencyQuestion implements Request {
    private final List<String> queues;
    private final Consumer<@Nullable List<String>> answer;

    /**
     * A question.
     *
     * @param queues their names; at least one
     * @param answer hears the names of those that are not empty, or null if the connection is lost. A server
     *     that cannot say counts as one that has none that are not empty
     */
    LatencyQuestion(Collection<String> queues, Consumer<@Nullable List<String>> answer) {
        this.queues = List.copyOf(queues);
        this.answer = answer;
    }

    @Override
    public byte[] command() {
        return Commands.queue(QueueVerb.LATENCY, queues);
    }

    @Override
    public void onReply(Reply reply) {
        Map<String, Double> waited = QueueLatency.read(reply).orElse(Map.of());
        List<String> filled = new ArrayList<>(queues);
        filled.removeIf(queue -> waited.getOrDefault(queue, 0.0) == 0);
        answer.accept(filled);
    }

    @Override
    public void onBroken(Throwable cause, boolean mayHaveArrived) {
        answer.accept(null);
    }
}
