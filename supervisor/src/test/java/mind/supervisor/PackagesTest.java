package mind.supervisor;

import mind.protocol.Packages;
import org.junit.jupiter.api.Test;

class PackagesTest {
    @Test
    void no_circle_of_packages() {
        Packages.assertNoCircle("mind.supervisor");
    }
}
