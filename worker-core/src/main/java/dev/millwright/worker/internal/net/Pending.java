package dev.millwright.worker.internal.net;

/** A written request. Compared by identity, hence no record. */
final class Pending {
    final Request request;
    final long writtenNanos;

    Pending(Request request, long writtenNanos) {
        this.request = request;
        this.writtenNanos = writtenNanos;
    }
}
