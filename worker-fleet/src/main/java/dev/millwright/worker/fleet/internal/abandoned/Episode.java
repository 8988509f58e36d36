package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.AbandonedJobtype.Kind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One time that a unit is abandoned, from its detection to its end. Immutable.
 *
 * @param number counts those of a unit, from 1
 * @param kind why, as it was detected
 * @param since when its jobs began to fail, or when the last one ran
 * @param sent how many notices were made of it
 * @param marks what has happened, and when
 */
record Episode(int number, Kind kind, Instant since, int sent, Map<Mark, Instant> marks) {
    Episode {
        marks = Map.copyOf(marks);
    }

    @Nullable
    Instant at(Mark mark) {
        return marks.get(mark);
    }

    Instant at(Mark mark, Instant otherwise) {
        return marks.getOrDefault(mark, otherwise);
    }

    boolean has(Mark mark) {
        return marks.containsKey(mark);
    }

    Episode with(Mark mark, Instant when) {
        Map<Mark, Instant> more = new EnumMap<>(Mark.class);
        more.putAll(marks);
        more.put(mark, when);
        return new Episode(number, kind, since, sent, more);
    }

    Episode without(Mark mark) {
        Map<Mark, Instant> fewer = new EnumMap<>(Mark.class);
        fewer.putAll(marks);
        fewer.remove(mark);
        return new Episode(number, kind, since, sent, fewer);
    }

    Episode sending(int more) {
        return new Episode(number, kind, since, sent + more, marks);
    }

    /** A clock that was set back must not leave anything in the future but what was promised for it. */
    Episode notAfter(Instant now) {
        Episode cut = new Episode(number, kind, Moments.earlier(since, now), sent, marks);
        for (Map.Entry<Mark, Instant> entry : marks.entrySet()) {
            if (entry.getKey() != Mark.DISABLE_AT && entry.getValue().isAfter(now)) {
                cut = cut.with(entry.getKey(), now);
            }
        }
        return cut;
    }
}
