package dev.millwright.worker.internal.report;

import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;

/** One command of a {@link Report}, and what of it the server has seen. Confined like its report, which has the rules. */
final class Step implements Request {
    /** The purpose of a command, in the order in which they are sent. */
    enum Kind {
        /** PUSH of another job, which the server must have before it hears that this one is over. */
        CALLBACK,
        /** PUSH of the job itself, for later. */
        REQUEUE,
        ACK,
        FAIL,
        /** MUTATE that moves the job from the retries to Dead. */
        KILL
    }

    /** Nothing ahead of a report blocks, and a FAIL that gets no answer must be repeated soon or never. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Report report;
    private final Kind kind;
    private final byte[] command;
    private boolean written;
    private long firstWritten; // if written
    private boolean mayHaveArrived;
    private boolean done;
    private int refusals;

    Step(Report report, Kind kind, byte[] command) {
        this.report = report;
        this.kind = kind;
        this.command = command;
    }

    boolean is(Kind some) {
        return kind == some;
    }

    boolean isDone() {
        return done;
    }

    void done(boolean value) {
        done = value;
    }

    boolean mayHaveArrived() {
        return mayHaveArrived;
    }

    /** This command is about to be written. */
    void writing(long now) {
        if (!written) {
            written = true;
            firstWritten = now;
        }
    }

    /** How many nanoseconds ago it was written for the first time. */
    long waits(long now) {
        return now - firstWritten;
    }

    /** Counts the refusals, this one included. */
    int refused() {
        return ++refusals;
    }

    @Override
    public byte[] command() {
        return command;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    /** A FETCH may stand behind it, for which the connection would otherwise be kept. */
    @Override
    public boolean isUrgent() {
        return report.isUrgent(this);
    }

    @Override
    public void onReply(Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            report.refused(this, failure);
        } else {
            report.done(this);
        }
    }

    @Override
    public void onBroken(Throwable cause, boolean arrived) {
        mayHaveArrived |= arrived;
        if (!mayHaveArrived) {
            written = false;
        }
        report.broken(cause);
    }
}
