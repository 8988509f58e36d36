package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.internal.common.Unwrapped;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisReadOnlyException;

/** Tells in one line why Redis does not do what it should, without a password. Stateless; any thread. */
final class Failures {
    private static final int MAX_TEXT = 300;
    private static final String CANNOT_BE_REACHED = " cannot be reached: ";
    private static final String NO_ANSWER = "no answer in time";

    private Failures() {}

    static FleetException told(FleetAddress address, Throwable thrown) {
        Throwable failure = Unwrapped.of(thrown);
        if (failure instanceof FleetException own) {
            return own;
        }
        Throwable root = root(failure);
        String why = why(root, address.mode());
        String secret = address.password().orElse("");
        if (!secret.isEmpty()) {
            why = why.replace(secret, "***");
        }
        String what = root instanceof RedisCommandExecutionException ? " refuses: " : CANNOT_BE_REACHED;
        // Without the cause: Lettuce's may hold whole commands.
        return new FleetException("the fleet's store at " + address + what + why, null);
    }

    /** Redis takes what is asked and says nothing. */
    static FleetException noAnswer(FleetAddress address) {
        return new FleetException("the fleet's store at " + address + CANNOT_BE_REACHED + NO_ANSWER, null);
    }

    private static String why(Throwable root, FleetAddress.Mode mode) {
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (root instanceof RedisCommandTimeoutException) {
            return NO_ANSWER;
        }
        if (message.startsWith("MOVED") && mode == FleetAddress.Mode.STANDALONE) {
            return "it is a node of a cluster: put ?mode=cluster behind its URL";
        }
        String line = message.replaceAll("\\s+", " ");
        return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line;
    }

    /** Whether the connection is of no use any more, though it is open. */
    static boolean isOfWrongServer(Throwable thrown) {
        return Unwrapped.of(thrown) instanceof RedisReadOnlyException;
    }

    static boolean isTimeout(Throwable thrown) {
        return Unwrapped.of(thrown) instanceof RedisCommandTimeoutException;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        return root;
    }
}
