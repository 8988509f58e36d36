package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

class JobTypeTest {
    record Thumbnail(String path, int width, Optional<String> format) {
        Thumbnail {
            if (width < 0) {
                throw new IllegalArgumentException("width is negative");
            }
        }
    }

    record Batch(List<Long> ids) {}

    record Wrapper(Map<String, Integer> counts) {}

    private static final JobType<Thumbnail> THUMBNAIL = JobType.of("thumbnail", Thumbnail.class);
    private static final JobType<Batch> BATCH = JobType.of("batch", Batch.class);
    private static final JobType<Wrapper> WRAPPER = JobType.of("count", Wrapper.class);
    private static final JobType<String> HELLO = JobType.of("hello", String.class);

    private static <T> T decode(JobType<T> type, String args) {
        return type.decode(JobArgs.parse(args));
    }

    @Test
    void aRecordIsPushedAsPositions() {
        Job job = THUMBNAIL.job(new Thumbnail("a.png", 200, Optional.of("webp")));

        assertThat(job.jobtype()).isEqualTo("thumbnail");
        assertThat(job.args()).hasToString("[\"a.png\",200,\"webp\"]");
        assertThat(THUMBNAIL
                        .builder(new Thumbnail("a.png", 200, Optional.empty()))
                        .queue("images")
                        .build()
                        .queue())
                .isEqualTo("images");
    }

    @Test
    void whatIsPushedIsUnderstood() {
        for (Thumbnail thumbnail :
                List.of(new Thumbnail("a.png", 200, Optional.of("webp")), new Thumbnail("ä", 0, Optional.empty()))) {
            assertThat(THUMBNAIL.decode(THUMBNAIL.encode(thumbnail))).isEqualTo(thumbnail);
        }
        assertThat(BATCH.decode(BATCH.encode(new Batch(List.of(1L, 1L << 40)))))
                .isEqualTo(new Batch(List.of(1L, 1L << 40)));
        assertThat(WRAPPER.decode(WRAPPER.encode(new Wrapper(Map.of("a", 1))))).isEqualTo(new Wrapper(Map.of("a", 1)));
        assertThat(HELLO.decode(HELLO.encode("world"))).isEqualTo("world");
    }

    @Test
    void anOptionalAtTheEndMayBeMissing() {
        assertThat(decode(THUMBNAIL, "[\"a.png\",200]")).isEqualTo(new Thumbnail("a.png", 200, Optional.empty()));
        assertThat(decode(THUMBNAIL, "[\"a.png\",200,null]")).isEqualTo(new Thumbnail("a.png", 200, Optional.empty()));
    }

    @Test
    void oneObjectWithTheNamesIsUnderstoodToo() {
        assertThat(decode(THUMBNAIL, "[{\"path\":\"a.png\",\"width\":200,\"new\":1}]"))
                .isEqualTo(new Thumbnail("a.png", 200, Optional.empty()));
        assertThat(decode(WRAPPER, "[{\"counts\":{\"a\":1}}]")).isEqualTo(new Wrapper(Map.of("a", 1)));
        assertThat(decode(WRAPPER, "[{\"a\":1}]"))
                .as("an only component that is an object itself")
                .isEqualTo(new Wrapper(Map.of("a", 1)));
    }

    @Test
    void saysHowManyArgumentsItTakes() {
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> decode(THUMBNAIL, "[\"a.png\"]"))
                .withMessage("thumbnail takes 3 arguments (path, width, format), but got 1");
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> decode(THUMBNAIL, "[1,2,3,4]"))
                .withMessageContaining("but got 4");
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> decode(HELLO, "[]"))
                .withMessage("hello takes one argument, but got 0");
    }

    @Test
    void namesTheArgumentThatDoesNotFit() {
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> decode(THUMBNAIL, "[\"a.png\",\"wide\"]"))
                .withMessageStartingWith("thumbnail: argument 2 (width) does not fit int: ");
        assertThatExceptionOfType(JobArgsException.class).isThrownBy(() -> decode(THUMBNAIL, "[\"a.png\",null]"));
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> decode(BATCH, "[[\"one\"]]"))
                .withMessageContaining("argument 1 (ids)");
    }

    @Test
    void aRecordThatRefusesItsArgsSaysWhy() {
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> decode(THUMBNAIL, "[\"a.png\",-1]"))
                .withMessageContaining("width is negative");
    }

    record Amount(BigInteger cents) {}

    record Order(int orderNumber, Amount amount) {}

    /** An amount is a text, and names are written with underscores. */
    private static JsonMapper ownMapper() {
        SimpleModule amounts = new SimpleModule("amounts")
                .addSerializer(Amount.class, new StdSerializer<>(Amount.class) {
                    @Override
                    public void serialize(Amount amount, JsonGenerator json, SerializationContext context) {
                        json.writeString(amount.cents() + " ct");
                    }
                })
                .addDeserializer(Amount.class, new StdDeserializer<>(Amount.class) {
                    @Override
                    public Amount deserialize(JsonParser json, DeserializationContext context) {
                        return new Amount(new BigInteger(json.getString().replace(" ct", "")));
                    }
                });
        return JsonMapper.builder()
                .addModule(amounts)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
    }

    @Test
    void aMapperOfOnesOwnReadsAndWritesTheArgs() {
        Order order = new Order(7, new Amount(new BigInteger("9007199254740993")));
        JobType<Order> type = JobType.of("order", Order.class).withMapper(ownMapper());

        assertThat(type.job(order).args()).hasToString("[7,\"9007199254740993 ct\"]");
        assertThat(type.decode(type.encode(order))).isEqualTo(order);
        assertThat(decode(type, "[{\"order_number\":7,\"amount\":\"9007199254740993 ct\"}]"))
                .as("one object with the mapper's names")
                .isEqualTo(order);
        assertThat(type.name()).isEqualTo("order");

        JobType<Amount[]> amounts = JobType.of("amounts", Amount[].class).withMapper(ownMapper());
        assertThat(amounts.encode(new Amount[] {new Amount(BigInteger.ONE)})).hasToString("[[\"1 ct\"]]");
        assertThat(decode(amounts, "[[\"1 ct\"]]")).containsExactly(new Amount(BigInteger.ONE));
    }

    @Test
    void whatAMapperOfOnesOwnRefusesIsSaid() {
        JobType<Order> type = JobType.of("order", Order.class).withMapper(ownMapper());

        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> decode(type, "[\"seven\",\"1 ct\"]"))
                .withMessageStartingWith("order: argument 1 (orderNumber) does not fit int: ");
        JobType<Object> unwritable = JobType.of("any", Object.class)
                .withMapper(JsonMapper.builder()
                        .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                        .build());
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> unwritable.encode(new Object()))
                .withMessageStartingWith("args cannot be written as JSON: ");
    }

    @Test
    void needsAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> JobType.of("", String.class));
        assertThat(THUMBNAIL).hasToString("thumbnail(path, width, format)");
        assertThat(THUMBNAIL.name()).isEqualTo("thumbnail");
    }
}
