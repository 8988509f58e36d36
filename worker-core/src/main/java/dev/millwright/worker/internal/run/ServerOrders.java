package dev.millwright.worker.internal.run;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.internal.control.Heartbeat;
import dev.millwright.worker.internal.platform.SafeLogger;
import org.slf4j.Logger;

/** Does what the server asks for in its replies to a BEAT. Called on the heartbeat's thread. */
final class ServerOrders implements Heartbeat.Orders {
    private static final Logger LOG = SafeLogger.of(Worker.class);

    private final Worker worker;
    private final Runnable beginStop;

    /** A stop that the server asks for is never a second request, so it is not {@link Worker#stop()}. */
    ServerOrders(Worker worker, Runnable beginStop) {
        this.worker = worker;
        this.beginStop = beginStop;
    }

    @Override
    public void quiet() {
        if (worker.state().compareTo(WorkerState.QUIET) < 0) {
            aside(worker::quiet);
        }
    }

    @Override
    public void terminate() {
        if (worker.state().compareTo(WorkerState.STOPPING) < 0) {
            LOG.info("the server says terminate");
            aside(beginStop);
        }
    }

    /** Not on the thread of the heartbeat, which carries reports: extensions are told, and may block. */
    private static void aside(Runnable order) {
        Thread thread = new Thread(order, "millwright-stop");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void cancel(String jid) {
        worker.cancel(jid);
    }

    @Override
    public String currentState() {
        return switch (worker.state()) {
            case QUIET -> "quiet";
            case STOPPING, STOPPED -> "terminate";
            default -> "";
        };
    }
}
