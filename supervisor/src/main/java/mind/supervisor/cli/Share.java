package mind.supervisor.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number from 0 to 1, as an option's value. */
final class Share implements ITypeConverter<Double>, Expecting {
    @Override
    public Double convert(String typed) {
        try {
            double share = Double.parseDouble(typed);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // told like one out of range
        }
        throw new TypeConversionException(expected());
    }

    @Override
    public String expected() {
        return "a number from 0 to 1";
    }
}
