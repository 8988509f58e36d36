package dev.millwright.worker;

import dev.millwright.worker.internal.protocol.ClosedModules;
import dev.millwright.worker.internal.protocol.Json;
import java.lang.reflect.Type;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * The args of a job: a JSON array, with access by position and type. Immutable; safe for use by many
 * threads.
 */
public final class JobArgs {
    private static final JobArgs EMPTY = new JobArgs(Json.MAPPER.createArrayNode());

    private static final Pattern HINT = Pattern.compile(" \\((but|enable|set|disable)[^)]*\\)");

    private final ArrayNode array;

    private JobArgs(ArrayNode array) {
        this.array = array;
    }

    /**
     * Args made of values.
     *
     * @param values whatever Jackson can write as JSON: strings, numbers, lists, maps, records, null
     * @return the args
     * @throws JobArgsException if a value cannot be written as JSON; if a module keeps its class closed, the
     *     message says what to open
     */
    public static JobArgs of(Object... values) {
        if (values.length == 0) {
            return EMPTY;
        }
        try {
            return new JobArgs((ArrayNode) Json.MAPPER.<JsonNode>valueToTree(values));
        } catch (JacksonException e) {
            throw unwritable(e);
        }
    }

    /**
     * Args from a JSON array.
     *
     * @param array the array; it is copied
     * @return the args
     */
    public static JobArgs ofJson(ArrayNode array) {
        return array.isEmpty() ? EMPTY : new JobArgs(array.deepCopy());
    }

    /**
     * Args from JSON text.
     *
     * @param json a JSON array, for instance {@code [1,"two"]}
     * @return the args
     * @throws JobArgsException if the text is not a JSON array
     */
    public static JobArgs parse(String json) {
        JsonNode node;
        try {
            node = Json.parse(json);
        } catch (JacksonException e) {
            throw new JobArgsException("args are not valid JSON: " + e.getOriginalMessage(), e);
        }
        if (!(node instanceof ArrayNode array)) {
            throw new JobArgsException("args must be a JSON array, for instance [1,\"two\"]", null);
        }
        return new JobArgs(array);
    }

    /**
     * How many args there are.
     *
     * @return 0 or more
     */
    public int size() {
        return array.size();
    }

    /**
     * One arg as JSON.
     *
     * @param index its position, from 0
     * @return a copy
     * @throws JobArgsException if there is no such arg
     */
    public JsonNode get(int index) {
        return node(index).deepCopy();
    }

    /**
     * One arg as a value.
     *
     * @param <T> the wanted type
     * @param index its position, from 0
     * @param type the wanted type
     * @return the decoded value; null for a JSON null
     * @throws JobArgsException if there is no such arg or it does not fit. Nothing is bent: 1.9 is no integer, and
     *     text is no number. If a module keeps the type closed, the message says what to open
     */
    public <T> T get(int index, Class<T> type) {
        return decode(index, type, "arg " + index);
    }

    /**
     * All args as one JSON array.
     *
     * @return a copy
     */
    public ArrayNode toJson() {
        return array.deepCopy();
    }

    /** Args that a mapper makes of values. */
    static JobArgs encode(ObjectMapper mapper, Iterable<?> values) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        try {
            // One by one: what a mapper makes of a whole array is its own affair.
            values.forEach(value -> array.add(mapper.<JsonNode>valueToTree(value)));
        } catch (JacksonException e) {
            throw unwritable(e);
        }
        return new JobArgs(array);
    }

    private <T> T decode(int index, Class<T> type, String name) {
        return decode(Json.MAPPER, index, type, name);
    }

    /** {@code name} is what the message calls the arg. */
    <T> T decode(ObjectMapper mapper, int index, Class<T> type, String name) {
        JsonNode node = node(index);
        try {
            return mapper.treeToValue(node, type);
        } catch (JacksonException e) {
            throw unfit(type, name, e);
        }
    }

    Object decode(ObjectMapper mapper, int index, Type type, String name) {
        JsonNode node = node(index);
        try {
            return mapper.treeToValue(node, mapper.constructType(type));
        } catch (JacksonException e) {
            throw unfit(type, name, e);
        }
    }

    private static JobArgsException unwritable(JacksonException e) {
        String remedy = ClosedModules.remedy(e);
        return new JobArgsException(
                "args cannot be written as JSON: " + (remedy == null ? e.getOriginalMessage() : remedy), e);
    }

    private static JobArgsException unfit(Type type, String name, JacksonException e) {
        String remedy = ClosedModules.remedy(e);
        if (remedy != null) {
            return new JobArgsException(name + " cannot be made a " + type.getTypeName() + ": " + remedy, e);
        }
        // Which setting of Jackson would bend it is of no use to whoever reads this.
        String why = HINT.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
        return new JobArgsException(name + " does not fit " + type.getTypeName() + ": " + why, e);
    }

    private JsonNode node(int index) {
        if (index < 0 || index >= array.size()) {
            throw new JobArgsException("there is no arg " + index + ": the job has " + array.size(), null);
        }
        return array.get(index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JobArgs args && array.equals(args.array);
    }

    @Override
    public int hashCode() {
        return array.hashCode();
    }

    /** The args as JSON text. */
    @Override
    public String toString() {
        return array.toString();
    }
}
