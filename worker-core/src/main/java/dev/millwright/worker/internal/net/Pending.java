package dev.millwright.worker.internal.net;

/** A request that was written; each is only ever the same as itself. */
final class Pending {
    final Request request;
    final long writtenNanos;

    Pending(Request request, long writtenNanos) {
        this.request = request;
        this.writtenNanos = writtenNanos;
    }
}
