package dev.millwright.worker;

import dev.millwright.worker.internal.protocol.ClosedModules;
import dev.millwright.worker.internal.protocol.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A jobtype together with the type of its args; producers and workers share one constant.
 *
 * <p>A record is matched to the args by position, as programs in other languages push them: {@code
 * record Thumbnail(String path, int width)} is {@code ["a.png",200]}. A single JSON object with the
 * record's names is understood, too. Any other class is one JSON value, the only arg. A component of
 * type {@link Optional} may be missing at the end or null. A module that has such a class opens its package to the
 * modules {@code dev.millwright.worker} and {@code tools.jackson.databind}. Immutable; any thread.
 *
 * @param <T> the type of the args
 */
public final class JobType<T> {
    private final String name;
    private final Class<T> type;
    private final RecordComponent[] components;
    private final ObjectMapper mapper;

    private JobType(String name, Class<T> type, ObjectMapper mapper) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("a job type needs a jobtype, but it is blank");
        }
        this.name = name;
        this.type = Objects.requireNonNull(type, "type");
        this.mapper = Objects.requireNonNull(mapper, "mapper");
        RecordComponent[] found = type.getRecordComponents();
        this.components = found == null ? new RecordComponent[0] : found;
    }

    /**
     * Names a jobtype and the type of its args.
     *
     * @param <T> the type of the args
     * @param name the jobtype, as other programs know it
     * @param type a record, or a class that Jackson can read and write
     * @return the job type
     */
    public static <T> JobType<T> of(String name, Class<T> type) {
        return new JobType<>(name, type, Json.MAPPER);
    }

    /**
     * This job type, with a Jackson mapper of one's own for its args: for modules, naming strategies, mix-ins. A
     * record is still matched by position; the mapper is given its components one by one.
     *
     * @param own reads and writes the args; must not be changed any more
     * @return a new job type
     */
    public JobType<T> withMapper(ObjectMapper own) {
        return new JobType<>(name, type, own);
    }

    /**
     * This job type, with args that are bent until they fit, as Jackson does by itself: {@code "12"} is the integer
     * 12, 1.9 is 1, 1 is true, an empty text is null, a number is a time. For producers that cannot send what the
     * function takes; without this such args FAIL the job.
     *
     * @return a new job type
     */
    public JobType<T> withCoercion() {
        return new JobType<>(name, type, Json.COERCING);
    }

    /**
     * The jobtype.
     *
     * @return as other programs know it
     */
    public String name() {
        return name;
    }

    /**
     * A job of this type, for the queue {@code default} and ready to push.
     *
     * @param args what the function works on
     * @return the job, with a new jid
     */
    public Job job(T args) {
        return builder(args).build();
    }

    /**
     * Begins a job of this type.
     *
     * @param args what the function works on
     * @return a builder with the args set
     */
    public Job.Builder builder(T args) {
        return Job.builder(name).args(encode(args));
    }

    /**
     * The args as they are pushed.
     *
     * @param args what the function works on
     * @return the JSON array
     * @throws JobArgsException if they cannot be written as JSON; if a module keeps the class closed, the message
     *     says what to open
     */
    public JobArgs encode(T args) {
        if (!type.isRecord()) {
            return JobArgs.encode(mapper, Collections.singletonList(args));
        }
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            values.add(valueOf(component, args));
        }
        return JobArgs.encode(mapper, values);
    }

    /**
     * The args of a fetched job.
     *
     * @param args the JSON array
     * @return the value
     * @throws JobArgsException if they do not fit; the message names the jobtype and the component. Nothing is bent
     *     until it fits, unless {@link #withCoercion()} allows it. If a module keeps the class closed, the message
     *     says what to open
     */
    public T decode(JobArgs args) {
        if (!type.isRecord()) {
            if (args.size() != 1) {
                throw new JobArgsException(name + " takes one argument, but got " + args.size(), null);
            }
            return args.decode(mapper, 0, type, name + ": argument 1");
        }
        if (isOneObject(args)) {
            return args.decode(mapper, 0, type, name + ": argument 1");
        }
        if (args.size() > components.length || args.size() < required()) {
            throw new JobArgsException(
                    name + " takes " + components.length + " arguments " + signature() + ", but got " + args.size(),
                    null);
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < args.size()
                    ? args.decode(
                            mapper,
                            i,
                            components[i].getGenericType(),
                            name + ": argument " + (i + 1) + " (" + components[i].getName() + ")")
                    : Optional.empty();
        }
        return construct(values);
    }

    private boolean isOneObject(JobArgs args) {
        if (args.size() != 1) {
            return false;
        }
        JsonNode only = args.get(0);
        // A record of one component can itself hold an object: then only its own name tells the two apart.
        return only.isObject() && (components.length != 1 || only.has(components[0].getName()));
    }

    private int required() {
        int required = components.length;
        while (required > 0 && components[required - 1].getType() == Optional.class) {
            required--;
        }
        return required;
    }

    private String signature() {
        return Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.joining(", ", "(", ")"));
    }

    private Object valueOf(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (InvocationTargetException e) {
            throw new JobArgsException("the accessor of " + component.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new JobArgsException(
                    name + ": cannot read " + component.getName() + " of " + type.getName() + ": " + remedy(), e);
        }
    }

    private T construct(Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new JobArgsException(name + ": args are refused: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new JobArgsException(name + ": cannot make a " + type.getName() + ": " + remedy(), e);
        }
    }

    private String remedy() {
        String remedy = ClosedModules.remedy(type);
        return remedy == null ? "its package is not open" : remedy;
    }

    @Override
    public String toString() {
        return name + signature();
    }
}
