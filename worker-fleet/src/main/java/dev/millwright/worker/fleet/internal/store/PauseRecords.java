package dev.millwright.worker.fleet.internal.store;

import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The records of the queues that a group has paused on its server. The server cannot check a token, so what is fenced is
 * the record: all is written under the lease {@link #LEASE}, and refused unless its token is the newest. Whoever holds
 * that makes the queues agree with the records. They are kept until the queues are resumed.
 *
 * <p>Stages fail and complete as those of {@link FleetStore}.
 */
public interface PauseRecords {
    /** The name of the lease under which they are written. */
    String LEASE = "pauses";

    /** What has become of something that was to be written. */
    enum Written {
        /** It is written. */
        DONE,
        /** Refused: there is a newer token, or this one was lost. */
        STALE,
        /** Refused to the fleet: the queue was paused by hand. */
        BY_HAND,
        /** Refused to the fleet: another release or a hand has written something that cannot be read. */
        UNREADABLE,
        /** There is no such record. */
        MISSING
    }

    /**
     * A pause that is about to be ordered.
     *
     * @param queue which
     * @param owner who may end it; a hand takes over what the fleet has paused
     * @param by who, in one line
     * @param why may be empty
     */
    record Intent(String queue, Owner owner, String by, String why) {
        /** Checks that the author is one line, as records rely on it. */
        public Intent {
            if (by.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("the author of a pause is one line");
            }
        }
    }

    /**
     * The records.
     *
     * @param now when that was so
     * @param records in no order
     * @param unreadable the queues whose records cannot be read
     */
    record All(Instant now, List<PauseRecord> records, List<String> unreadable) {
        /** Copies the lists. */
        public All {
            records = List.copyOf(records);
            unreadable = List.copyOf(unreadable);
        }
    }

    /** Writes that a queue is about to be paused. */
    CompletionStage<Written> intend(long token, Intent intent);

    /** Writes that a queue that was about to be paused is paused. */
    CompletionStage<Written> paused(long token, String queue);

    /** Writes that a queue is about to be resumed. */
    CompletionStage<Written> resuming(long token, String queue, Owner who);

    /**
     * Writes that a queue was resumed: its record goes, or, if the command that pauses it may still be on its way, stays
     * to be looked after.
     */
    CompletionStage<Written> resumed(long token, String queue, Owner who);

    /** All records. */
    CompletionStage<All> all();
}
