package dev.millwright.worker.internal.net;

import dev.millwright.worker.internal.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A request that keeps what it was told, and fails the test if it is told twice. */
final class RecordedRequest implements Request {
    /** What {@link Request#onBroken} said. */
    record Broken(Throwable cause, boolean mayHaveArrived) {}

    private final CompletableFuture<Object> told = new CompletableFuture<>();
    private final String command;
    private final Duration timeout;
    private final Consumer<Reply> then;
    private volatile boolean objects;
    private volatile boolean urgent;

    RecordedRequest(String command) {
        this(command, DEFAULT_TIMEOUT, reply -> {});
    }

    RecordedRequest(String command, Duration timeout, Consumer<Reply> then) {
        this.command = command;
        this.timeout = timeout;
        this.then = then;
    }

    @Override
    public byte[] command() {
        return (command + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    /** Objects from now on to the end of its connection, or does not. */
    RecordedRequest objects(boolean value) {
        objects = value;
        return this;
    }

    RecordedRequest urgent() {
        urgent = true;
        return this;
    }

    @Override
    public boolean mayBeAbandoned() {
        return !objects;
    }

    @Override
    public boolean isUrgent() {
        return urgent;
    }

    @Override
    public void onReply(Reply reply) {
        tell(reply);
        then.accept(reply);
    }

    @Override
    public void onBroken(Throwable cause, boolean mayHaveArrived) {
        tell(new Broken(cause, mayHaveArrived));
    }

    private void tell(Object what) {
        if (!told.complete(what)) {
            throw new AssertionError(command + " was told twice: " + told.join() + ", then " + what);
        }
    }

    boolean isTold() {
        return told.isDone();
    }

    Reply reply() throws InterruptedException {
        if (outcome() instanceof Broken broken) {
            throw new AssertionError(command + " was not answered", broken.cause());
        }
        return (Reply) outcome();
    }

    Broken broken() throws InterruptedException {
        return (Broken) outcome();
    }

    private Object outcome() throws InterruptedException {
        try {
            return told.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(command + " was told nothing", e);
        }
    }
}
