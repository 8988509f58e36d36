package dev.millwright.worker.internal.protocol;

import java.time.Year;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.type.ArrayType;

/**
 * Refuses values that Jackson would bend until they fit, where it has no setting for that: numbers that a
 * {@code byte}, a {@code float} or a {@code double} cannot hold, numbers taken for times, with a unit that is
 * guessed, and for texts. Stateless; any thread.
 */
final class StrictTypes extends ValueDeserializerModifier {
    private static final long serialVersionUID = 1L;

    private static final int FLOAT_BITS = 24;
    private static final int DOUBLE_BITS = 53;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+");

    /** Looks at a value that is not an array or object; returns why it does not fit, null if it may. */
    private interface Check {
        @Nullable
        String problem(JsonParser value);
    }

    @Override
    public ValueDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription.Supplier type, ValueDeserializer<?> deserializer) {
        Check check = checkOf(type.getBeanClass(), deserializer);
        return check == null ? deserializer : new Checked(deserializer, check);
    }

    @Override
    public ValueDeserializer<?> modifyEnumDeserializer(
            DeserializationConfig config,
            JavaType type,
            BeanDescription.Supplier description,
            ValueDeserializer<?> deserializer) {
        return new Checked(deserializer, StrictTypes::notText);
    }

    @Override
    public ValueDeserializer<?> modifyArrayDeserializer(
            DeserializationConfig config,
            ArrayType type,
            BeanDescription.Supplier description,
            ValueDeserializer<?> deserializer) {
        Class<?> element = type.getContentType().getRawClass();
        Check check = element.isPrimitive() ? checkOf(element, deserializer) : null;
        return check == null ? deserializer : new CheckedArray(deserializer, check);
    }

    private static @Nullable Check checkOf(Class<?> type, ValueDeserializer<?> deserializer) {
        if (type == byte.class || type == Byte.class) {
            return StrictTypes::notByte;
        }
        if (type == float.class || type == Float.class) {
            return StrictTypes::notFloat;
        }
        if (type == double.class || type == Double.class) {
            return StrictTypes::notDouble;
        }
        if (isTime(type)) {
            return StrictTypes::notTime;
        }
        return deserializer instanceof FromStringDeserializer ? StrictTypes::notText : null;
    }

    /** A year is a number by itself. */
    private static boolean isTime(Class<?> type) {
        return type != Year.class
                && (TemporalAccessor.class.isAssignableFrom(type)
                        || TemporalAmount.class.isAssignableFrom(type)
                        || Date.class.isAssignableFrom(type)
                        || Calendar.class.isAssignableFrom(type));
    }

    private static @Nullable String notByte(JsonParser value) {
        boolean fits = value.currentToken() != JsonToken.VALUE_NUMBER_INT
                || value.getBigIntegerValue().bitLength() < Byte.SIZE;
        return fits ? null : "is not between -128 and 127";
    }

    private static @Nullable String notFloat(JsonParser value) {
        return switch (value.currentToken()) {
            case VALUE_NUMBER_INT ->
                ServerNumbers.isExact(value.getBigIntegerValue(), FLOAT_BITS)
                        ? null
                        : "is an integer that a float cannot hold";
            case VALUE_NUMBER_FLOAT ->
                Float.isFinite((float) value.getDoubleValue()) ? null : "is larger than a float can be";
            default -> notNumber(value);
        };
    }

    private static @Nullable String notDouble(JsonParser value) {
        return switch (value.currentToken()) {
            case VALUE_NUMBER_INT ->
                ServerNumbers.isExact(value.getBigIntegerValue(), DOUBLE_BITS)
                        ? null
                        : "is an integer that a double cannot hold";
            case VALUE_NUMBER_FLOAT ->
                Double.isFinite(value.getDoubleValue()) ? null : "is larger than a double can be";
            default -> notNumber(value);
        };
    }

    private static @Nullable String notNumber(JsonParser value) {
        return value.currentToken() == JsonToken.VALUE_STRING ? "is text and not a number" : null;
    }

    private static @Nullable String notTime(JsonParser value) {
        boolean number = value.currentToken().isNumeric()
                || (value.currentToken() == JsonToken.VALUE_STRING
                        && NUMBER.matcher(value.getString()).matches());
        return number ? "is a number, and in what unit is not known: send text as in ISO 8601" : null;
    }

    private static @Nullable String notText(JsonParser value) {
        return value.currentToken().isNumeric() || value.currentToken().isBoolean() ? "is not text" : null;
    }

    private static final class Checked extends DelegatingDeserializer {
        private final Check check;

        Checked(ValueDeserializer<?> delegatee, Check check) {
            super(delegatee);
            this.check = check;
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> newDelegatee) {
            return new Checked(newDelegatee, check);
        }

        @Override
        public Object deserialize(JsonParser value, DeserializationContext context) {
            String problem = check.problem(value);
            if (problem != null) {
                return context.reportInputMismatch(this, "%s %s", value.getString(), problem);
            }
            return super.deserialize(value, context);
        }
    }

    private static final class CheckedArray extends DelegatingDeserializer {
        private final Check check;

        CheckedArray(ValueDeserializer<?> delegatee, Check check) {
            super(delegatee);
            this.check = check;
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> newDelegatee) {
            return new CheckedArray(newDelegatee, check);
        }

        @Override
        public Object deserialize(JsonParser values, DeserializationContext context) {
            JsonNode array = context.readTree(values);
            for (JsonNode element : array) {
                try (JsonParser value = context.treeAsTokens(element)) {
                    value.nextToken();
                    String problem = check.problem(value);
                    if (problem != null) {
                        return context.reportInputMismatch(this, "%s %s", value.getString(), problem);
                    }
                }
            }
            try (JsonParser again = context.treeAsTokens(array)) {
                again.nextToken();
                return super.deserialize(again, context);
            }
        }
    }
}
