package mind.supervisor.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number that is not negative, as an option's value. */
final class Count implements ITypeConverter<Integer>, Expecting {
    @Override
    public Integer convert(String typed) {
        try {
            int count = Integer.parseInt(typed);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told like a negative one
        }
        throw new TypeConversionException(expected());
    }

    @Override
    public String expected() {
        return "a whole number from 0 to " + Integer.MAX_VALUE;
    }
}
