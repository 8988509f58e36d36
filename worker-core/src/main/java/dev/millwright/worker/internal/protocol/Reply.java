package dev.millwright.worker.internal.protocol;

import org.jspecify.annotations.Nullable;

/** What the server answers to one command. Immutable. */
public sealed interface Reply {
    /**
     * Whether it is the reply to most commands. Not by {@code equals}: on Java 17 the JDK keeps the class of the record
     * that was compared last, and with it the class loader of a program that is long gone.
     */
    default boolean isOk() {
        return this instanceof Simple simple && simple.text().equals(Simple.OK.text());
    }

    /** A line after {@code +}, such as {@code OK}. */
    record Simple(String text) implements Reply {
        /** The reply to most commands; the decoder gives this one value for it. */
        public static final Simple OK = new Simple("OK");
    }

    /** A line after {@code -}: a code such as {@code ERR}, and the rest. */
    record Failure(String code, String message) implements Reply {}

    /** A number after a colon. */
    record Int(long value) implements Reply {}

    /** A string with its length ahead; null stands for nil. The array belongs to the receiver. */
    @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
    record Bulk(byte @Nullable [] bytes) implements Reply {
        /** The reply to a FETCH that found nothing. */
        public static final Bulk NIL = new Bulk(null);
    }
}
