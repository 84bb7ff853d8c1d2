package mind.worker.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.worker.graph.MindGraph;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * The names, ids, types and descriptions of one graph, indexed in memory. What is looked for is matched in ever looser
 * ways, and a hit keeps the strictest way it was found by. Immutable; one thread searches at a time.
 */
public final class SearchIndex implements AutoCloseable {
    private static final String END = "end"; // number of the node, or nodes + number of the subentity
    private static final String WHOLE = "whole"; // a whole name or id, its words run together
    private static final String NAME = "name"; // words of name and id
    private static final String TEXT = "text"; // words of the description
    private static final String TYPE = "type";

    /** The type that subentities are found under, whatever their label's spelling. */
    public static final String SUBENTITY = "SubEntity";

    private static final int MOST_WORDS = 12; // of a query; further ones are left out
    private static final double BUFFER_MIB = 4;
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene"); // held, or its level could be forgotten
    private static final FieldType WORDS = new FieldType();

    static {
        LUCENE.setLevel(Level.SEVERE); // it warns of modules that would make vectors faster, which are not used here
        WORDS.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        WORDS.setTokenized(true);
        WORDS.freeze();
    }

    /** The ways a hit may have been found, strictest first, with the similarity of the best and the worst of the kind. */
    public enum Kind {
        /** The name or the id is what was asked for. */
        EXACT(1.0, 1.0),
        /** Each word is in the name. */
        WORDS(0.97, 0.88),
        /** Each word begins a word of the name. */
        PREFIX(0.87, 0.79),
        /** Each word is in, or begins a word of, name or description. */
        DESCRIPTION(0.78, 0.70),
        /** Each word is but for a letter or two. */
        TYPO(0.69, 0.61),
        /** Some of the words are there. */
        SOME(0.50, 0.30);

        private final double best;
        private final double worst;

        Kind(double best, double worst) {
            this.best = best;
            this.worst = worst;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private double similarity(double share) {
            return Math.rint(1_000 * (worst + (best - worst) * share)) / 1_000;
        }
    }

    /**
     * Something found.
     *
     * @param end        a node's number, or the number of nodes plus a subentity's
     * @param kind       how
     * @param similarity 0 to 1, never rising from hit to hit
     */
    public record Hit(int end, Kind kind, double similarity) {}

    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final int[] endOf; // [documents]

    private SearchIndex(MindGraph graph) throws IOException {
        var config = new IndexWriterConfig().setRAMBufferSizeMB(BUFFER_MIB).setUseCompoundFile(false);
        try (var writer = new IndexWriter(directory, config)) {
            for (int i = 0; i < graph.nodes.count; i++) {
                writer.addDocument(document(
                        i,
                        graph.nodes.id.get(i),
                        graph.nodes.name.get(i),
                        graph.nodes.description.get(i),
                        graph.nodeType(i)));
            }
            var subs = graph.subentities;
            for (int s = 0; s < subs.count; s++) {
                writer.addDocument(document(
                        graph.nodes.count + s,
                        subs.id[s],
                        subs.name[s],
                        subs.role[s] + " " + subs.description[s],
                        SUBENTITY));
            }
            writer.forceMerge(1);
        }
        reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
        endOf = new int[reader.maxDoc()];
        NumericDocValues numbers = MultiDocValues.getNumericValues(reader, END);
        for (int document = 0; document < endOf.length && numbers.advanceExact(document); document++) {
            endOf[document] = (int) numbers.longValue();
        }
    }

    public static SearchIndex of(MindGraph graph) {
        try {
            return new SearchIndex(graph);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    private static Document document(int end, String id, String name, String description, String type) {
        var document = new Document();
        List<String> nameWords = Words.of(name);
        List<String> idWords = Words.of(id);
        document.add(new NumericDocValuesField(END, end));
        document.add(new StringField(WHOLE, Words.whole(nameWords), Field.Store.NO));
        if (!idWords.equals(nameWords)) {
            document.add(new StringField(WHOLE, Words.whole(idWords), Field.Store.NO));
            nameWords.addAll(idWords);
        }
        document.add(new StringField(TYPE, Words.type(type), Field.Store.NO));
        document.add(new Field(NAME, new WordStream(nameWords), WORDS));
        document.add(new Field(TEXT, new WordStream(Words.of(description)), WORDS));
        return document;
    }

    /** The best {@code limit} hits, best first; {@code type} restricts them unless it is empty. */
    public List<Hit> find(String query, int limit, String type) {
        List<String> words = Words.of(query);
        if (words.isEmpty()) {
            return List.of();
        }
        if (words.size() > MOST_WORDS) {
            words = words.subList(0, MOST_WORDS);
        }
        var hits = new ArrayList<Hit>();
        var found = new BitSet(endOf.length);
        for (Kind kind : Kind.values()) {
            if (hits.size() < limit && !(kind == Kind.SOME && words.size() == 1)) {
                try {
                    add(kind, restricted(query(kind, words), type), limit, hits, found);
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // memory does not fail
                }
            }
        }
        return hits;
    }

    private void add(Kind kind, Query query, int limit, List<Hit> hits, BitSet found) throws IOException {
        TopDocs top = searcher.search(query, limit + hits.size()); // those found already may come again
        double most = top.scoreDocs.length == 0 ? 1 : top.scoreDocs[0].score;
        for (ScoreDoc one : top.scoreDocs) {
            int end = endOf[one.doc];
            if (hits.size() < limit && !found.get(end)) {
                found.set(end);
                hits.add(new Hit(end, kind, kind.similarity(one.score / most)));
            }
        }
    }

    private static Query restricted(Query query, String type) {
        if (type.isEmpty()) {
            return query;
        }
        return new BooleanQuery.Builder()
                .add(query, Occur.MUST)
                .add(new TermQuery(new Term(TYPE, Words.type(type))), Occur.FILTER)
                .build();
    }

    private static Query query(Kind kind, List<String> words) {
        if (kind == Kind.EXACT) {
            return new TermQuery(new Term(WHOLE, Words.whole(words)));
        }
        var all = new BooleanQuery.Builder();
        for (String word : words) {
            all.add(one(kind, word), kind == Kind.SOME ? Occur.SHOULD : Occur.MUST);
        }
        return all.build();
    }

    private static Query one(Kind kind, String word) {
        var any = new BooleanQuery.Builder().add(term(NAME, word, 4), Occur.SHOULD);
        if (kind != Kind.WORDS) {
            any.add(new BoostQuery(new PrefixQuery(new Term(NAME, word)), 2), Occur.SHOULD);
        }
        if (kind == Kind.DESCRIPTION || kind == Kind.TYPO || kind == Kind.SOME) {
            any.add(term(TEXT, word, 1), Occur.SHOULD);
            any.add(new BoostQuery(new PrefixQuery(new Term(TEXT, word)), 0.5f), Occur.SHOULD);
        }
        int edits = word.length() < 4 ? 0 : word.length() < 8 ? 1 : 2;
        if (kind == Kind.TYPO && edits > 0) {
            any.add(new BoostQuery(new FuzzyQuery(new Term(NAME, word), edits), 2), Occur.SHOULD);
            any.add(new BoostQuery(new FuzzyQuery(new Term(TEXT, word), edits), 0.5f), Occur.SHOULD);
        }
        return any.build();
    }

    private static Query term(String field, String word, float boost) {
        return new BoostQuery(new TermQuery(new Term(field, word)), boost);
    }

    /** Bytes the index holds. */
    long bytes() {
        try {
            long sum = 0;
            for (String file : directory.listAll()) {
                sum += directory.fileLength(file);
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /** Words that were told apart already, as the index takes them. */
    private static final class WordStream extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final List<String> words;
        private int next;

        WordStream(List<String> words) {
            this.words = words;
        }

        @Override
        public boolean incrementToken() {
            if (next == words.size()) {
                return false;
            }
            clearAttributes();
            term.append(words.get(next++));
            return true;
        }

        @Override
        public void reset() {
            next = 0;
        }
    }
}
