package io.quorate.client.cli.kv;

import io.quorate.client.GetOptions;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Reads options written in etcdctl's words. */
final class Texts {
    private static final int HEX = 16;

    private Texts() {}

    static long leaseId(CommandSpec spec, String text) {
        try {
            return Long.parseUnsignedLong(text, HEX);
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), "--lease '" + text + "' is not a hexadecimal number", e);
        }
    }

    /** Sort targets. */
    static final class TargetConverter implements ITypeConverter<GetOptions.Target> {
        @Override
        public GetOptions.Target convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "key" -> GetOptions.Target.KEY;
                case "version" -> GetOptions.Target.VERSION;
                case "create" -> GetOptions.Target.CREATE_REVISION;
                case "modify", "mod" -> GetOptions.Target.MOD_REVISION;
                case "value" -> GetOptions.Target.VALUE;
                default -> throw unknown(text, "key, version, create, modify or value");
            };
        }
    }

    /** Sort orders. */
    static final class OrderConverter implements ITypeConverter<GetOptions.Order> {
        @Override
        public GetOptions.Order convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "ascend" -> GetOptions.Order.ASCENDING;
                case "descend" -> GetOptions.Order.DESCENDING;
                default -> throw unknown(text, "ascend or descend");
            };
        }
    }

    private static TypeConversionException unknown(String text, String expected) {
        return new TypeConversionException("expected " + expected + " but was '" + text + "'");
    }
}
