package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Numbers as events carry them: four significant digits, always finite. */
final class Decimals {
    private static final double[] TEN = new double[23]; // the powers of ten that a double holds exactly

    static {
        TEN[0] = 1;
        for (int i = 1; i < TEN.length; i++) {
            TEN[i] = TEN[i - 1] * 10;
        }
    }

    private Decimals() {}

    /** {@code x} rounded to four significant digits; what has no value, or is nearer to 0 than 1e-19, is 0. */
    static double four(double x) {
        if (x == 0 || !Double.isFinite(x)) {
            return 0;
        }
        int shift = 3 - (int) Math.floor(Math.log10(Math.abs(x)));
        if (shift >= 0) {
            return shift < TEN.length ? Math.rint(x * TEN[shift]) / TEN[shift] : 0;
        }
        return -shift < TEN.length ? Math.rint(x / TEN[-shift]) * TEN[-shift] : x;
    }

    static void field(JsonGenerator json, String name, double x) throws IOException {
        json.writeFieldName(name);
        number(json, x);
    }

    /** Writes {@code x} to four digits; a whole number without a decimal point. */
    static void number(JsonGenerator json, double x) throws IOException {
        double rounded = four(x);
        if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
            json.writeNumber((long) rounded);
        } else {
            json.writeNumber(rounded);
        }
    }
}
