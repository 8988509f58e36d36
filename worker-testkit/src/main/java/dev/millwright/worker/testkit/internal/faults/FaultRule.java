package dev.millwright.worker.testkit.internal.faults;

import dev.millwright.worker.testkit.Fault;
import dev.millwright.worker.testkit.Faults;
import dev.millwright.worker.testkit.RecordedCommand;
import dev.millwright.worker.testkit.internal.protocol.Reply;
import dev.millwright.worker.testkit.internal.store.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/** One fault: first built by a test, then matched by the book. Counters are guarded by the broker's lock. */
final class FaultRule implements Faults.When, Fault {
    private static final byte[] GARBAGE = "\0\u00ff{]\u0007 this is no reply\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final FaultBook book;
    private final Broker broker;
    private Predicate<RecordedCommand> condition;
    private FaultAction action = FaultAction.NONE;
    private int from = 1;
    private int to = 1;
    private int seen;
    private int hits;

    FaultRule(FaultBook book, Broker broker, Predicate<RecordedCommand> condition) {
        this.book = book;
        this.broker = broker;
        this.condition = condition;
    }

    /** Counts a command; true if it is to be struck by this rule. */
    boolean fits(RecordedCommand command) {
        if (!condition.test(command)) {
            return false;
        }
        seen++;
        return seen >= from && seen <= to;
    }

    FaultAction strike() {
        hits++;
        return action;
    }

    @Override
    public Faults.When from(String wid) {
        return where(command -> command.wid().equals(wid));
    }

    @Override
    public Faults.When connection(int connection) {
        return where(command -> command.connection() == connection);
    }

    @Override
    public Faults.When where(Predicate<RecordedCommand> more) {
        condition = condition.and(more);
        return this;
    }

    @Override
    public Faults.When nth(int n) {
        return range(positive(n), n);
    }

    @Override
    public Faults.When first(int n) {
        return range(1, positive(n));
    }

    @Override
    public Faults.When always() {
        return range(1, Integer.MAX_VALUE);
    }

    private static int positive(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("commands are counted from 1, but this fault asks for " + n);
        }
        return n;
    }

    private Faults.When range(int first, int last) {
        from = first;
        to = last;
        return this;
    }

    @Override
    public Fault cut() {
        return does(FaultAction.cut());
    }

    @Override
    public Fault cutBeforeReply() {
        return does(FaultAction.cutBeforeReply());
    }

    @Override
    public Fault cutMidReply() {
        return does(FaultAction.cutMidReply());
    }

    @Override
    public Fault cutAfterReply() {
        return does(FaultAction.cutAfterReply());
    }

    @Override
    public Fault delay(Duration length) {
        return does(FaultAction.delay(length));
    }

    @Override
    public Fault delayReply(Duration length) {
        return does(FaultAction.delayReply(length));
    }

    @Override
    public Fault stall() {
        return does(FaultAction.stall());
    }

    @Override
    public Fault stallReply() {
        return does(FaultAction.stallReply());
    }

    @Override
    public Fault error(String text) {
        return does(FaultAction.replyWith(Reply.error(text)));
    }

    @Override
    public Fault replyWith(byte[] bytes) {
        return does(FaultAction.replyWith(Reply.raw(bytes)));
    }

    @Override
    public Fault garbage() {
        return replyWith(GARBAGE);
    }

    @Override
    public Fault splitReply() {
        return does(FaultAction.splitReply());
    }

    @Override
    public Fault run(Runnable task) {
        return does(FaultAction.run(task));
    }

    private Fault does(FaultAction chosen) {
        action = chosen;
        book.add(this);
        return this;
    }

    @Override
    public int hits() {
        return broker.read(() -> hits);
    }

    @Override
    public void awaitHit(Duration limit) {
        try {
            if (!broker.await(() -> hits > 0, limit)) {
                throw new AssertionError("the fault did not strike within " + limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a fault", e);
        }
    }

    @Override
    public void remove() {
        book.remove(this);
    }
}
