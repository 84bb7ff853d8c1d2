package mind.worker.load;

import java.io.IOException;

/** One value of an answer in FalkorDB's compact form, read over and over into the same object. */
final class Cell {
    /** Kinds of the compact form. Everything after {@link #DOUBLE} and before {@link #DATETIME} has no use as a scalar. */
    static final int NULL = 1;

    static final int STRING = 2;
    static final int INTEGER = 3;
    static final int BOOLEAN = 4;
    static final int DOUBLE = 5;
    static final int ARRAY = 6;
    static final int DATETIME = 13;
    static final int DATE = 14;
    static final int TIME = 15;

    int kind = NULL;
    String text;
    long whole;
    double real;

    Cell() {}

    Cell(Cell other) {
        kind = other.kind;
        text = other.text;
        whole = other.whole;
        real = other.real;
    }

    void read(RespReader reader) throws IOException {
        reader.array();
        kind = (int) reader.integer();
        text = null;
        switch (kind) {
            case STRING -> text = reader.text();
            case INTEGER, DATETIME, DATE, TIME -> whole = reader.integer();
            case BOOLEAN -> text = reader.text();
            case DOUBLE -> real = reader.real();
            default -> reader.skip();
        }
    }

    boolean absent() {
        return kind == NULL;
    }
}
