package dev.millwright.worker.internal.protocol;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Makes job ids and worker ids. Stateless; any thread. */
public final class JobId {
    private JobId() {}

    /** 24 hexadecimal digits, as other Faktory clients use. Unique, not secret. */
    public static String random() {
        byte[] bytes = new byte[12];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
