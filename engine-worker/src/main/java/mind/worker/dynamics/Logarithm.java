package mind.worker.dynamics;

/**
 * A natural logarithm for sums over many nodes: relative error under 1e-9 for positive normal numbers, a fraction of the
 * library's time. The mantissa is brought to sqrt(1/2)..sqrt(2), where ln m = 2 artanh((m - 1) / (m + 1)) converges fast.
 */
final class Logarithm {
    private static final double LN2 = 0.6931471805599453;
    private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));
    private static final long EXPONENT = 0x7FF0000000000000L;

    private Logarithm() {}

    static double ln(double x) {
        long bits = Double.doubleToRawLongBits(x);
        long exponent = (bits - SQRT_HALF_BITS & EXPONENT) >> 52;
        long signed = exponent << 53 >> 53;
        double m = Double.longBitsToDouble(bits - (signed << 52));
        double s = (m - 1) / (m + 1);
        double q = s * s;
        double series = 1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11)))));
        return signed * LN2 + 2 * s * series;
    }
}
