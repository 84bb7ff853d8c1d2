package mind.worker.load;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import mind.worker.graph.Nodes;
import org.junit.jupiter.api.Test;

/** What the loader makes of single values, and what it counts as a repair. */
class ValuesTest {
    private final Values values = new Values();

    private static Cell cell(JsonNode value) {
        Cell cell = new Cell();
        cell.kind = Cell.NULL;
        if (value.isTextual()) {
            cell.kind = Cell.STRING;
            cell.text = value.asText();
        } else if (value.isIntegralNumber()) {
            cell.kind = Cell.INTEGER;
            cell.whole = value.asLong();
        } else if (value.isNumber()) {
            cell.kind = Cell.DOUBLE;
            cell.real = value.asDouble();
        }
        return cell;
    }

    private static Cell text(String text) {
        Cell cell = new Cell();
        cell.kind = Cell.STRING;
        cell.text = text;
        return cell;
    }

    private static Cell real(double number) {
        Cell cell = new Cell();
        cell.kind = Cell.DOUBLE;
        cell.real = number;
        return cell;
    }

    private static Cell absent() {
        Cell cell = new Cell();
        cell.kind = Cell.NULL;
        return cell;
    }

    private static JsonNode units() throws Exception {
        try (var in = ValuesTest.class.getResourceAsStream("/engine/vectors.json")) {
            return new ObjectMapper().readTree(in).get("units");
        }
    }

    @Test
    void energy_comes_from_whatever_holds_it() throws Exception {
        for (JsonNode row : units().get("loader_energy")) {
            JsonNode properties = row.get(0);
            assertEquals(
                    row.get(1).asDouble(),
                    values.energy(cell(properties.path("E")), cell(properties.path("energy"))),
                    row.toString());
        }
    }

    @Test
    void times_come_in_many_shapes() throws Exception {
        for (JsonNode row : units().get("loader_timestamp_ms")) {
            assertEquals(
                    row.get(1).isNull() ? Nodes.NEVER : row.get(1).asLong(),
                    values.time(cell(row.get(0))),
                    row.toString());
        }
        assertEquals(1_761_432_974_119L, values.time(real(1761432974.119)), "seconds with a fraction");
        assertEquals(1_761_439_941_587L, values.time(text("2025-10-26T00:52:21.587991")), "beyond ms cut off");
        assertEquals(1_761_353_100_000L, values.time(text("2025-10-25T00:45:00+00:00")));
        assertEquals(1_761_345_900_000L, values.time(text("2025-10-25T00:45:00+02:00")));
    }

    @Test
    void a_time_with_any_exponent_or_any_length_is_read_at_once_or_is_none() {
        assertEquals(1_761_432_974_119L, values.time(text("1.761432974119E12")));
        assertEquals(1_761_432_974_119L, values.time(text("1761432974.119e0")));
        assertEquals(1_761_432_974_119L, values.time(text("1761432974119." + "0".repeat(400_000))));
        assertEquals(0, values.repaired());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertEquals(0, values.time(text("2e-40000000")), "nearest to 0");
            assertEquals(0, values.time(text("7e-3000000000")));
            assertEquals(0, values.time(text("0." + "3".repeat(2_000_000) + "e-99")));
            assertEquals(0, values.repaired());
            for (String text : new String[] {
                "7e3000000000",
                "-7e3000000000",
                "1e99999999999999999999999",
                "9".repeat(2_000_000),
                "9".repeat(500_000) + "x",
                "9".repeat(500_000) + ".x",
                "2025-10-25T00:45:00+99:99",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01",
                "2025-10-25T00:45:00+02:00[No/Where]",
                "2025-13-45",
                "]",
                "T+0000"
            }) {
                long before = values.repaired();
                assertEquals(Nodes.NEVER, values.time(text(text)), shortened(text));
                assertEquals(before + 1, values.repaired(), shortened(text));
            }
        });
    }

    @Test
    void a_stored_date_beyond_all_times_is_none() {
        Cell far = new Cell();
        far.kind = Cell.DATETIME;
        far.whole = Long.MAX_VALUE / 500;
        assertEquals(Nodes.NEVER, values.time(far));
        assertEquals(1, values.repaired());
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(60, text.length()));
    }

    @Test
    void no_text_throws_or_takes_long_whatever_it_is_read_as() {
        String[] pieces = {
            "0",
            "7",
            "12",
            "-",
            "+",
            ".",
            "e",
            "E-",
            "e+",
            "T",
            "Z",
            ":",
            " ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            ",",
            "x",
            "None",
            "\ud83d",
            "\u0000",
            "e3000000000",
            "9".repeat(3_000),
            "[".repeat(2_000),
            "{\"a\":",
            "2025-10-25",
            "NaN"
        };
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int seed = 0; seed < 5_000; seed++) {
                var random = new Random(seed);
                var odd = new StringBuilder();
                for (int k = 1 + random.nextInt(8); k > 0; k--) {
                    odd.append(pieces[random.nextInt(pieces.length)]);
                }
                Cell cell = text(odd.toString());
                byte[] bytes = odd.toString().getBytes(StandardCharsets.UTF_8);
                assertDoesNotThrow(
                        () -> {
                            values.time(cell);
                            values.count(cell);
                            values.logWeight(cell);
                            values.theta(cell, cell);
                            values.numbers(cell);
                            values.list(cell.text);
                            Decimal.parse(bytes, 0, bytes.length);
                            double energy = values.energy(cell, cell);
                            assertTrue(energy >= 0 && Double.isFinite(energy), shortened(cell.text));
                        },
                        "seed " + seed + ": " + shortened(cell.text));
            }
        });
    }

    @Test
    void a_long_run_of_digits_that_is_no_number_is_seen_at_once() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertEquals(0.5, values.number(text("9".repeat(500_000) + "x"), 0.5));
            assertEquals(0.5, values.number(text("0." + "9".repeat(500_000) + "-1"), 0.5));
            assertEquals(0.5, values.number(text("1e" + "9".repeat(500_000) + "x"), 0.5));
            assertEquals(3, values.repaired());
        });
    }

    @Test
    void a_number_may_be_a_text_but_not_a_range_or_a_word() {
        assertEquals(0.95, values.number(text("0.95"), 0.5));
        assertEquals(1e-3, values.number(text("1e-3"), 0.5));
        assertEquals(0, values.repaired(), "clean numeric texts are no repair");
        assertEquals(0.85, values.number(text("0.85 Rich, specific value"), 0.5));
        assertEquals(0.5, values.number(text("0.8-0.95"), 0.5));
        assertEquals(0.5, values.number(text("2025-10-17"), 0.5));
        assertEquals(0.5, values.number(text("high"), 0.5));
        assertEquals(0.5, values.number(text("NaN"), 0.5));
        assertEquals(0.5, values.number(text("1e999"), 0.5));
        assertEquals(0.5, values.number(real(Double.NEGATIVE_INFINITY), 0.5));
        assertEquals(7, values.repaired());
        assertEquals(0.5, values.number(absent(), 0.5));
        assertEquals(7, values.repaired(), "what is absent is no repair");
    }

    @Test
    void a_threshold_is_above_zero() {
        assertEquals(0.5, values.theta(absent(), absent()));
        assertEquals(0.7, values.theta(absent(), real(0.7)));
        assertEquals(0.7, values.theta(real(-1), real(0.7)), "an unusable one passes on");
        assertEquals(0.5, values.theta(real(0), absent()));
        assertEquals(0.001, values.theta(real(1e-9), absent()));
        assertEquals(3, values.repaired());
    }

    @Test
    void objects_are_json_or_single_quoted() {
        assertEquals(Map.of("a", 0.4), values.numbers(text("{'a': 0.4}")));
        assertEquals(Map.of("a", 1.0), values.numbers(text("{\"a\": 1}")));
        assertEquals(0, values.repaired());
        assertTrue(values.numbers(text("{\"a\":")).isEmpty());
        assertTrue(values.numbers(text("[1]")).isEmpty());
        assertEquals(Map.of("b", 2.0), values.numbers(text("{\"a\": \"x\", \"b\": \"2\"}")));
        assertEquals(3, values.repaired());
    }

    @Test
    void log_weights_are_cut_to_their_bounds() {
        assertEquals(2, values.logWeight(real(7)));
        assertEquals(-5, values.logWeight(real(-7)));
        assertEquals(1, values.logWeight(real(1)));
        assertEquals(2, values.repaired());
    }

    @Test
    void decimals_read_as_java_reads_them() {
        Random random = new Random(1);
        for (int k = 0; k < 100_000; k++) {
            double number = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(60) - 30);
            for (String text :
                    new String[] {String.format(java.util.Locale.ROOT, "%.15g", number), Double.toString(number)}) {
                byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                assertEquals(Double.parseDouble(text), Decimal.parse(bytes, 0, bytes.length), text);
            }
        }
        for (String word : new String[] {"nan", "-nan"}) {
            assertTrue(Double.isNaN(Decimal.parse(word.getBytes(StandardCharsets.US_ASCII), 0, word.length())), word);
        }
        assertEquals(Double.NEGATIVE_INFINITY, Decimal.parse("-inf".getBytes(StandardCharsets.US_ASCII), 0, 4));
    }
}
