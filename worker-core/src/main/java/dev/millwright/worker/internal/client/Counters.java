package dev.millwright.worker.internal.client;

import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** The server's counters at one moment, as INFO has them. */
record Counters(long commands, long failures, long waiting, long dead) {
    static Counters of(JsonNode info) {
        JsonNode sets = info.at("/faktory/sets");
        return new Counters(
                info.at("/server/command_count").asLong(0),
                info.at("/faktory/total_failures").asLong(0),
                sets.path("scheduled").asLong(0) + sets.path("retries").asLong(0),
                sets.path("dead").asLong(0));
    }

    /**
     * How many jobs our commands have killed between these counters and later ones, if that is certain. They move
     * by themselves when jobs fall due, die or are purged; so nothing can be said unless the server has carried
     * out no command but ours, and nothing has failed meanwhile.
     */
    OptionalInt killedUntil(Counters later, int mutations) {
        int infoItself = 1;
        long killed = later.dead - dead;
        boolean onlyOurs = later.commands - commands == mutations + infoItself
                && later.failures == failures
                && killed >= 0
                && waiting - later.waiting >= killed;
        return onlyOurs ? OptionalInt.of(Math.toIntExact(killed)) : OptionalInt.empty();
    }
}
