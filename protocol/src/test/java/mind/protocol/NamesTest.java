package mind.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void only_graphs_of_the_naming_rule_are_engines() {
        assertEquals(
                "iris", GraphName.discovered("mind-protocol_iris").orElseThrow().citizen());
        assertEquals(
                GraphName.Level.N2,
                GraphName.discovered("mind-protocol").orElseThrow().level());
        assertEquals(
                GraphName.Level.N3,
                GraphName.discovered("ecosystem").orElseThrow().level());
        for (String other : List.of(
                "mind-protocol_",
                "mind-protocol_collective",
                "schema_registry",
                "citizen_iris",
                "mind-protocol_Iris",
                "")) {
            assertEquals(Optional.empty(), GraphName.discovered(other), other);
        }
    }

    @Test
    void short_prefixed_and_full_names_mean_one_graph() {
        for (String name : List.of("iris", "citizen_iris", "mind-protocol_iris")) {
            assertEquals("mind-protocol_iris", GraphName.of(name).graph(), name);
        }
    }

    @Test
    void the_nearest_known_name_is_found_and_a_far_one_is_not() {
        var known = List.of("iris", "felix", "atlas");
        assertEquals(Optional.of("iris"), Nearest.of("irsi", known));
        assertEquals(Optional.of("felix"), Nearest.of("Felx", known));
        assertEquals(Optional.of("status"), Nearest.of("stauts", List.of("start", "status")), "two letters swapped");
        assertEquals(Optional.empty(), Nearest.of("gateway", known));
    }

    @Test
    void a_channel_gives_back_its_graph() {
        assertEquals(Optional.of("mind-protocol_iris"), Channels.graphOfEvents(Channels.events("mind-protocol_iris")));
        assertEquals(Optional.empty(), Channels.graphOfEvents(Channels.LIFECYCLE));
    }

    @Test
    void an_address_never_shows_its_password() {
        var address = ServerAddress.of(java.net.URI.create("redis://anna:secret@db.example:7000"));
        assertFalse(address.toString().contains("secret"));
        assertEquals("redis://anna:secret@db.example:7000", address.toSecretUrl());
    }

    @Test
    void an_address_with_a_secret_of_any_characters_survives_the_way_through_a_url() {
        for (String secret : java.util.List.of("a/b+c=", "p@ss:w ord%", "\u00fc")) {
            var address = new ServerAddress("db.example", 7_000, Optional.of("anna"), Optional.of(secret), true);
            assertEquals(address, ServerAddress.of(java.net.URI.create(address.toSecretUrl())));
            assertFalse(address.toString().contains(secret));
        }
    }
}
