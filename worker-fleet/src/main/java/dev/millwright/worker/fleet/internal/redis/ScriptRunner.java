package dev.millwright.worker.fleet.internal.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Has Redis run a script. Any thread. */
interface ScriptRunner {
    /**
     * Runs one.
     *
     * @param script which
     * @param touched its keys, all of one group
     * @param values what else it is given
     * @return what it returns
     */
    CompletionStage<List<Object>> run(Script script, String[] touched, String... values);
}
