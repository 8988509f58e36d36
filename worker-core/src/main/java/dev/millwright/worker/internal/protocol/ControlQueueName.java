package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.Job;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The queue over which a running job is cancelled on a server that knows no CANCEL. Any worker that runs
 * the job fetches from it; whoever pushes to it need not know which one that is. Stateless; any thread.
 */
public final class ControlQueueName {
    private static final String PREFIX = "cancel.";
    /** Marks a jid that no queue name can hold. A jid that happens to begin like this is encoded as well. */
    private static final String HEX = "hex-";

    private ControlQueueName() {}

    /** The name for a jid; different jids have different names. */
    public static String of(String jid) {
        if (Job.isQueueName(jid) && !jid.startsWith(HEX)) {
            return PREFIX + jid;
        }
        return PREFIX + HEX + HexFormat.of().formatHex(jid.getBytes(StandardCharsets.UTF_8));
    }
}
