package dev.millwright.worker.testkit.internal.net;

import dev.millwright.worker.testkit.internal.json.GoSchema;
import dev.millwright.worker.testkit.internal.json.GoStruct;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import dev.millwright.worker.testkit.internal.protocol.Reply;
import dev.millwright.worker.testkit.internal.store.WorkerRecord;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HI and HELLO of one connection; does no input or output. Owned by the connection's thread. */
final class Handshake {
    private static final String PREFIX = "HELLO {";
    private static final GoSchema HELLO = GoSchema.named("server.ClientData")
            .strings("hostname", "wid", "pwdhash", "username")
            .stringList("labels")
            .integers("pid")
            .int64("rss_kb")
            .uint8("v");
    private static final Pattern HASH = Pattern.compile("\"pwdhash\"\\s*:\\s*\"[^\"]*\"");

    private final @Nullable PasswordCheck check;

    Handshake(String password, SecureRandom random) {
        this.check = password.isEmpty() ? null : new PasswordCheck(password, random);
    }

    Reply greeting() {
        return Reply.simple("HI {\"v\":2" + (check == null ? "" : check.greeting()) + "}");
    }

    /** Reads the answer; null if it is none, which the stock server does not even answer. */
    @Nullable
    Hello read(String line) {
        if (!line.startsWith(PREFIX)) {
            return null;
        }
        try {
            GoStruct json = GoStruct.parse(HELLO, line.substring("HELLO ".length()));
            WorkerRecord worker = new WorkerRecord(
                    json.string("wid"), json.string("hostname"), json.clampedInteger("pid"), json.strings("labels"));
            boolean accepted = check == null || check.accepts(json.string("pwdhash"), json.clampedInteger("v"));
            return new Hello(worker, accepted);
        } catch (InvalidJson e) {
            return null;
        }
    }

    /** The payload as it may be shown: without the hash. */
    static String withoutHash(String payload) {
        return HASH.matcher(payload).replaceAll("\"pwdhash\":\"\"");
    }

    /** What HELLO said, and whether its password is right. */
    record Hello(WorkerRecord worker, boolean accepted) {}
}
