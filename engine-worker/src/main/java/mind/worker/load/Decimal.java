package mind.worker.load;

import java.nio.charset.StandardCharsets;

/**
 * Decimal numbers from bytes. FalkorDB writes at most 15 significant digits, and a whole number below 2^53 times or over a
 * power of ten up to 10^22 is one correctly rounded operation (Clinger 1990), so most numbers need no text object.
 */
final class Decimal {
    private static final double[] TENS = new double[23];

    static {
        double ten = 1;
        for (int i = 0; i < TENS.length; i++) {
            TENS[i] = ten;
            ten *= 10;
        }
    }

    private Decimal() {}

    /** The number in {@code bytes}, as {@link Double#parseDouble} would read it; {@code nan} and {@code inf} too. */
    static double parse(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        boolean negative = at < end && bytes[at] == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int scale = 0;
        int significant = 0;
        boolean point = false;
        for (; at < end; at++) {
            byte c = bytes[at];
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
                significant += digits > 0 ? 1 : 0;
                scale -= point ? 1 : 0;
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            int sign = 1;
            int exponent = 0;
            for (at++; at < end; at++) {
                byte c = bytes[at];
                if (c == '-') {
                    sign = -1;
                } else if (c >= '0' && c <= '9' && exponent < 1000) {
                    exponent = exponent * 10 + (c - '0');
                } else if (c != '+') {
                    break;
                }
            }
            scale += sign * exponent;
        }
        if (at < end || significant > 15 || Math.abs(scale) >= TENS.length || length == 0) {
            return slow(new String(bytes, from, length, StandardCharsets.US_ASCII));
        }
        double value = scale < 0 ? digits / TENS[-scale] : digits * TENS[scale];
        return negative ? -value : value;
    }

    private static double slow(String text) {
        switch (text) {
            case "inf":
                return Double.POSITIVE_INFINITY;
            case "-inf":
                return Double.NEGATIVE_INFINITY;
            default:
                try {
                    return Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    return Double.NaN;
                }
        }
    }
}
