package dev.millwright.worker.internal.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which numbers come back from the server as they were sent: it reads and writes all as float64. Stateless. */
final class ServerNumbers {
    private static final BigDecimal LARGEST_INTEGER = BigDecimal.valueOf(1L << 53);

    /** So many digits always survive. */
    private static final int SAFE_DIGITS = 15;

    /** With so many every float64 can be told from its neighbours. */
    private static final int ENOUGH_DIGITS = 17;

    private ServerNumbers() {}

    /** What would become of a number; null if nothing would. */
    static @Nullable String problem(JsonNode number) {
        if (number.isInt() || number.isShort()) {
            return null;
        }
        if (number.isDouble() || number.isFloat()) {
            return Double.isFinite(number.doubleValue()) ? null : "the server takes only finite numbers";
        }
        BigDecimal value = number.decimalValue();
        if (!Double.isFinite(value.doubleValue())) {
            return "the server takes only finite numbers";
        }
        if (value.scale() == 0) { // an integer, and no such thing as 1E30
            // Beyond, neighbours become one; that one of them survives does not help.
            return value.abs().compareTo(LARGEST_INTEGER) <= 0 ? null : "the server corrupts integers beyond 2^53";
        }
        return isExact(value) ? null : "the server rounds it to " + value.doubleValue();
    }

    /** Whether a float64 is written as this decimal again. */
    static boolean isExact(BigDecimal decimal) {
        double held = decimal.doubleValue();
        if (!Double.isFinite(held)) {
            return false;
        }
        if (decimal.stripTrailingZeros().precision() <= SAFE_DIGITS && Math.abs(held) >= Double.MIN_NORMAL) {
            return true;
        }
        BigDecimal exact = new BigDecimal(held);
        return exact.compareTo(decimal) == 0 || shortest(held, exact).compareTo(decimal) == 0;
    }

    /** As it is written: with as few digits as tell it from its neighbours. */
    private static BigDecimal shortest(double held, BigDecimal exact) {
        for (int digits = 1; digits <= ENOUGH_DIGITS; digits++) {
            // The nearest first. Below a power of two the neighbours are closer, so only a farther one may do.
            for (RoundingMode mode : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP)) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                if (rounded.doubleValue() == held) {
                    return rounded;
                }
            }
        }
        return exact;
    }

    /** Whether an integer has no more significant bits than a floating-point number holds. */
    static boolean isExact(BigInteger integer, int bits) {
        return integer.signum() == 0 || integer.abs().bitLength() - integer.getLowestSetBit() <= bits;
    }
}
