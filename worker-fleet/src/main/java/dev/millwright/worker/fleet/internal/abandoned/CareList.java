package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.AbandonedJobtype;
import dev.millwright.worker.fleet.AbandonedJobtype.Stage;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Facts;
import dev.millwright.worker.fleet.internal.store.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The units of a group that are abandoned, as others see them.
 *
 * @param jobtypes by queue and jobtype
 * @param unreadable how many records could not be read
 */
public record CareList(List<AbandonedJobtype> jobtypes, int unreadable) {
    /** Copies the list. */
    public CareList {
        jobtypes = List.copyOf(jobtypes);
    }

    /** Reads it from all there is. */
    public static CareList of(CareRecords.All all) {
        List<AbandonedJobtype> jobtypes = new ArrayList<>();
        int unreadable = all.unreadable().size();
        for (Unit unit : all.care().keySet().stream().sorted().toList()) {
            Optional<Care> care = CareText.parse(all.care().getOrDefault(unit, ""));
            Episode episode = care.map(Care::episode).orElse(null);
            if (care.isEmpty()) {
                unreadable++;
            } else if (episode != null) {
                jobtypes.add(listed(unit, care.get(), episode, all.facts()));
            }
        }
        return new CareList(jobtypes, unreadable);
    }

    private static AbandonedJobtype listed(Unit unit, Care care, Episode episode, Map<Unit, Facts> facts) {
        Streak streak = care.streak();
        Facts known = facts.get(unit);
        Stage stage = episode.has(Mark.HELD) ? Stage.HOLD : episode.has(Mark.NOTIFIED) ? Stage.NOTIFY : Stage.DETECT;
        return new AbandonedJobtype(
                unit.queue(),
                unit.jobtype(),
                episode.kind(),
                stage,
                episode.since(),
                streak == null ? 0 : streak.failures(),
                streak != null ? streak.runs() : known == null ? 0 : known.runs(),
                Optional.ofNullable(episode.at(Mark.DISABLE_AT)));
    }
}
