package mind.supervisor.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {
    @ParameterizedTest
    @CsvSource({
        "17, false", "17.0.10+7, false", "17.0.11+9, true", "17.0.15+6-Debian-1deb12u1, true", "20.0.2, false",
        "21.0.2, false", "21.0.3, true", "22.0.1, false", "23, true", "25.0.1, true"
    })
    void memory_is_given_back_by_jdks_that_know_how(String jdk, boolean knows) {
        assertEquals(knows, !Distribution.trimming(Runtime.Version.parse(jdk)).isEmpty());
    }
}
