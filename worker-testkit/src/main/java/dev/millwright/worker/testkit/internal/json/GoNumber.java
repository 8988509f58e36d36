package dev.millwright.worker.testkit.internal.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes a double as Go's {@code encoding/json} does. The server reads every number of args and
 * custom into a float64, so what a worker gets is this text, not the producer's.
 */
final class GoNumber {
    private static final double EXACT_LIMIT = 0x1p53;
    private static final int MAX_DIGITS = 17;

    private GoNumber() {}

    static String format(double value) {
        double magnitude = Math.abs(value);
        if (magnitude == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        if (magnitude < EXACT_LIMIT && value == Math.rint(value)) {
            return Long.toString((long) value);
        }
        BigDecimal shortest = shortest(value);
        return magnitude < 1e-6 || magnitude >= 1e21 ? scientific(shortest) : shortest.toPlainString();
    }

    /** The fewest digits that still read back as this value; Double.toString of JDK 17 is not always that. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MAX_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static String scientific(BigDecimal value) {
        String digits = value.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - value.scale();
        return (value.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + Math.abs(exponent);
    }
}
