package mind.worker.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import mind.worker.graph.SubentityRow;
import mind.worker.search.SearchIndex.Hit;
import mind.worker.search.SearchIndex.Kind;
import org.junit.jupiter.api.Test;

class SearchIndexTest {
    private static MindGraph graph(String[][] nodes, String... subentities) {
        var builder = new GraphBuilder();
        var row = new NodeRow();
        for (int i = 0; i < nodes.length; i++) {
            row.reset(i);
            row.type = nodes[i][0];
            row.id = nodes[i][1];
            row.name = nodes[i][2];
            row.description = nodes[i][3];
            builder.node(row);
        }
        for (int s = 0; s < subentities.length; s++) {
            var sub = new SubentityRow();
            sub.internalIds = List.of(1_000_000L + s);
            sub.id = "entity_" + subentities[s];
            sub.name = subentities[s];
            builder.subentity(sub);
        }
        return builder.build();
    }

    private static final MindGraph MIND = graph(
            new String[][] {
                {"Concept", "a", "resurrection_is_systematic_debugging", "Read errors, find bugs, verify success"},
                {"Realization", "b", "infrastructure_as_ally", "Guardian file protection prevents breakage"},
                {"Realization", "c", "debugging", "A habit"},
                {"Memory", "d", "café_at_night", "Déjà vu, over coffee"},
                {"FieldSchema", "e", "FieldSchema", "the type of a field"},
                {"Concept", "f", "昨日の夢", "a dream"},
                {"Concept", "node-42", "forty two", "debugging is mentioned here only"}
            },
            "pattern recognizer",
            "translator");

    private static List<String> ids(List<Hit> hits) {
        return hits.stream().map(hit -> MIND.endId(hit.end())).toList();
    }

    private static List<Hit> find(String query) {
        try (SearchIndex index = SearchIndex.of(MIND)) {
            return index.find(query, 10, "");
        }
    }

    @Test
    void a_type_longer_than_any_term_is_found_by_and_hides_nobody() {
        String type = "x".repeat(40_000);
        MindGraph odd = graph(new String[][] {{type, "a", "harbour", ""}, {"Concept", "b", "harbour", ""}});
        try (SearchIndex index = SearchIndex.of(odd)) {
            assertEquals(2, index.find("harbour", 10, "").size());
            assertEquals(
                    List.of("a"),
                    index.find("harbour", 10, type).stream()
                            .map(hit -> odd.endId(hit.end()))
                            .toList());
        }
    }

    @Test
    void the_whole_name_comes_first_then_names_with_the_word_then_descriptions() {
        List<Hit> hits = find("debugging");

        assertEquals(List.of("c", "a", "node-42"), ids(hits));
        assertEquals(
                List.of(Kind.EXACT, Kind.WORDS, Kind.DESCRIPTION),
                hits.stream().map(Hit::kind).toList());
        assertEquals(1.0, hits.get(0).similarity());
    }

    @Test
    void similarity_never_rises_from_hit_to_hit() {
        for (String query : List.of("debugging", "debuging error", "a", "read errors", "re", "field")) {
            double last = 1;
            for (Hit hit : find(query)) {
                assertTrue(hit.similarity() <= last, query);
                last = hit.similarity();
            }
        }
    }

    @Test
    void the_beginning_of_a_word_is_enough() {
        assertEquals("b", ids(find("infra")).get(0));
        assertEquals(Kind.PREFIX, find("infra").get(0).kind());
        assertEquals("a", ids(find("syst debug")).get(0));
        assertEquals("entity_translator", ids(find("trans")).get(0));
    }

    @Test
    void a_letter_wrong_missing_or_swapped_is_forgiven() {
        for (String typo : List.of("infrastrukture", "infrastucture", "infrastrucutre", "nfrastructure")) {
            assertEquals("b", ids(find(typo)).get(0), typo);
            assertEquals(Kind.TYPO, find(typo).get(0).kind(), typo);
        }
        assertEquals("entity_pattern recognizer", ids(find("patern recogniser")).get(0));
    }

    @Test
    void case_accents_and_spelling_of_names_do_not_matter() {
        assertEquals("d", ids(find("CAFE at night")).get(0));
        assertEquals(Kind.EXACT, find("Café-At-Night").get(0).kind());
        assertEquals("d", ids(find("deja")).get(0));
        assertEquals("e", ids(find("field schema")).get(0));
        assertEquals(Kind.EXACT, find("fieldschema").get(0).kind());
        assertEquals("f", ids(find("夢")).get(0));
        assertEquals("node-42", ids(find("node-42")).get(0));
    }

    @Test
    void where_not_all_words_are_met_some_are() {
        List<Hit> hits = find("guardian zebra");
        assertEquals(List.of("b"), ids(hits));
        assertEquals(Kind.SOME, hits.get(0).kind());
        assertTrue(hits.get(0).similarity() <= 0.5);
    }

    @Test
    void nothing_is_found_for_what_is_not_there_or_no_word_at_all() {
        assertEquals(List.of(), find("zzzzzzzzz"));
        assertEquals(List.of(), find("  ?! "));
        assertEquals(List.of(), find(""));
    }

    @Test
    void a_type_restricts_and_subentities_have_their_own() {
        try (SearchIndex index = SearchIndex.of(MIND)) {
            assertEquals(List.of("a", "node-42"), ids(index.find("debugging", 10, "Concept")));
            assertEquals(List.of("entity_translator"), ids(index.find("translator", 10, "SubEntity")));
            assertEquals(List.of(), ids(index.find("translator", 10, "Concept")));
            assertEquals(1, index.find("debugging", 1, "").size());
        }
    }

    @Test
    void signs_of_a_query_language_mean_nothing() {
        for (String query :
                List.of("\"unclosed", "a AND OR", "name:(*", "~~~", "debugging\\", "[1 TO 2]", "d\u0000e")) {
            find(query); // none throws
        }
        assertEquals("c", ids(find("debugging*")).get(0));
    }

    @Test
    void any_text_at_all_can_be_asked_and_indexed() {
        long seed = System.nanoTime();
        System.out.println("seed of random texts: " + seed);
        var random = new Random(seed);
        String[][] nodes = new String[200][];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = new String[] {"T", "id" + i, text(random, 20), text(random, 200)};
        }
        MindGraph mind = graph(nodes);
        try (SearchIndex index = SearchIndex.of(mind)) {
            for (int i = 0; i < 200; i++) {
                index.find(text(random, 30), 5, "");
                List<Hit> own = index.find("id" + i, 5, "");
                assertEquals("id" + i, mind.endId(own.get(0).end()));
            }
        }
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextInt(10) < 8 ? 32 + random.nextInt(90) : random.nextInt(65_536)));
        }
        return text.toString();
    }

    @Test
    void a_name_or_word_without_end_stands_in_no_others_way() {
        String endless = "x".repeat(40_000);
        MindGraph graph = graph(new String[][] {
            {"Concept", "a", endless, "short"}, {"Concept", "b", "lamp", endless}, {"Concept", "c", "tide", "a lamp"}
        });
        try (SearchIndex index = SearchIndex.of(graph)) {
            assertEquals(
                    List.of("b", "c"),
                    index.find("lamp", 10, "").stream()
                            .map(hit -> graph.endId(hit.end()))
                            .toList());
            assertEquals("a", graph.endId(index.find(endless, 10, "").get(0).end()));
        }
    }
}
