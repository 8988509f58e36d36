package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is an arg of which type: whatever would have to be bent FAILs the job. */
class ArgsThatDoNotFitTest {
    record Nested(int count, String name, TimeUnit unit, List<Long> ids, Map<String, Boolean> flags) {}

    record Args(Nested nested) {}

    record Tag(String value) {}

    private static Arguments of(Class<?> type, String... values) {
        return Arguments.of(type, List.of(values));
    }

    static Stream<Arguments> doNotFit() {
        return Stream.of(
                of(Integer.class, "1.9", "1.0", "\"\"", "\"12\"", "\" \"", "true", "3000000000", "[1]", "[]", "{}"),
                of(int.class, "null", "\"\"", "1.5"),
                of(Long.class, "1.9", "\"\"", "\"12\"", "1e30", "9223372036854775808"),
                of(long.class, "null", "1e2"),
                of(Short.class, "70000", "1.5", "\"1\""),
                of(Byte.class, "300", "200", "-129", "1.5", "\"1\""),
                of(byte.class, "200", "null", "3000000000000"),
                of(BigInteger.class, "1.5", "\"1\"", "\"\""),
                of(Double.class, "\"1.5\"", "\"NaN\"", "\"Infinity\"", "1e400", "9007199254740993", "true", "\"\""),
                of(double.class, "null", "-1e400"),
                of(Float.class, "1e300", "16777217", "\"1\"", "1e400"),
                of(float.class, "null"),
                of(BigDecimal.class, "\"1\"", "\"\"", "true"),
                of(Number.class, "\"1\""),
                of(Boolean.class, "1", "0", "\"true\"", "\"\"", "1.0"),
                of(boolean.class, "null", "0"),
                of(Character.class, "65", "\"ab\"", "\"\""),
                of(char.class, "null", "65"),
                of(String.class, "1", "1.5", "true", "[\"x\"]", "{}", "[]"),
                of(CharSequence.class, "1"),
                of(StringBuilder.class, "1", "true"),
                of(TimeUnit.class, "0", "\"0\"", "\"\"", "\"days\"", "1.0"),
                of(Month.class, "1"),
                of(DayOfWeek.class, "1"),
                of(int[].class, "1", "[1.5]", "[\"1\"]", "[null]", "\"\""),
                of(double[].class, "[1e400]", "[\"1.5\"]", "[9007199254740993]", "1.5", "[null]"),
                of(float[].class, "[1e300]", "[16777217]"),
                of(byte[].class, "[300]", "[1.5]"),
                of(boolean[].class, "[1]"),
                of(String[].class, "\"x\"", "[1]"),
                of(List.class, "\"\"", "1", "{}"),
                of(Map.class, "\"\"", "1", "[]"),
                of(Nested.class, "\"\"", "[]", "1"),
                of(
                        Instant.class,
                        "1700000000",
                        "1700000000000",
                        "1700000000.5",
                        "\"1700000000\"",
                        "\"\"",
                        "\"2024-01-01\""),
                of(Date.class, "1700000000", "\"1700000000\"", "\"\""),
                of(LocalDate.class, "19000", "\"2024-01-01T10:00:00Z\"", "\"2024-02-30\"", "\"\""),
                of(LocalDateTime.class, "1700000000", "\"2024-01-01T10:00:00Z\"", "\"2024-01-01\""),
                of(LocalTime.class, "36000"),
                of(OffsetDateTime.class, "1700000000", "\"2024-01-01T10:00:00\""),
                of(ZonedDateTime.class, "1700000000"),
                of(Duration.class, "90", "1.5", "\"90\"", "\"\""),
                of(UUID.class, "\"\"", "\"x\"", "1"),
                of(URI.class, "1", "\"\""),
                of(Path.class, "1"),
                of(Locale.class, "1", "\"\""),
                of(AtomicInteger.class, "1.5", "\"1\""),
                of(AtomicLong.class, "\"1\""),
                of(AtomicBoolean.class, "1"),
                of(OptionalInt.class, "1.5", "\"1\""),
                of(OptionalLong.class, "\"1\""),
                of(OptionalDouble.class, "\"1.5\""));
    }

    @ParameterizedTest
    @MethodSource("doNotFit")
    void doNotFit(Class<?> type, List<String> values) {
        for (String value : values) {
            JobArgs args = JobArgs.parse("[" + value + "]");
            assertThatExceptionOfType(JobArgsException.class)
                    .as("%s as %s", value, type.getSimpleName())
                    .isThrownBy(() -> args.get(0, type))
                    .withMessageStartingWith("arg 0 does not fit ")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("coercion"));
        }
    }

    static Stream<Arguments> fit() {
        return Stream.of(
                Arguments.of("1", Integer.class, 1),
                Arguments.of("null", Integer.class, null),
                Arguments.of("9007199254740993", Long.class, 9_007_199_254_740_993L),
                Arguments.of("-128", byte.class, (byte) -128),
                Arguments.of("127", Byte.class, (byte) 127),
                Arguments.of("1", Double.class, 1.0),
                Arguments.of("9007199254740994", Double.class, 9_007_199_254_740_994.0),
                Arguments.of("1", float.class, 1f),
                Arguments.of("0.1", Float.class, 0.1f),
                Arguments.of("1e300", double.class, 1e300),
                Arguments.of("1", BigDecimal.class, BigDecimal.ONE),
                Arguments.of("1.5", BigDecimal.class, new BigDecimal("1.5")),
                Arguments.of("123456789012345678901", BigInteger.class, new BigInteger("123456789012345678901")),
                Arguments.of("1.5", Number.class, 1.5),
                Arguments.of("true", boolean.class, true),
                Arguments.of("\"\"", String.class, ""),
                Arguments.of("\"12\"", String.class, "12"),
                Arguments.of("\"a\"", char.class, 'a'),
                Arguments.of("\"DAYS\"", TimeUnit.class, TimeUnit.DAYS),
                Arguments.of("\"MAY\"", Month.class, Month.MAY),
                Arguments.of("[]", List.class, List.of()),
                Arguments.of("{}", Map.class, Map.of()),
                Arguments.of("\"2024-01-01T00:00:00Z\"", Instant.class, Instant.parse("2024-01-01T00:00:00Z")),
                Arguments.of("\"2024-01-01\"", LocalDate.class, LocalDate.of(2024, 1, 1)),
                Arguments.of("[2024,1,1]", LocalDate.class, LocalDate.of(2024, 1, 1)),
                Arguments.of("\"10:00\"", LocalTime.class, LocalTime.of(10, 0)),
                Arguments.of(
                        "\"2024-01-01T10:00:00+02:00\"",
                        OffsetDateTime.class,
                        OffsetDateTime.parse("2024-01-01T10:00:00+02:00")),
                Arguments.of("\"PT1M\"", Duration.class, Duration.ofMinutes(1)),
                Arguments.of("2024", Year.class, Year.of(2024)),
                Arguments.of("\"2024-01\"", YearMonth.class, YearMonth.of(2024, 1)),
                Arguments.of("\"Europe/Paris\"", ZoneId.class, ZoneId.of("Europe/Paris")),
                Arguments.of("\"/a\"", Path.class, Path.of("/a")),
                Arguments.of("1", OptionalInt.class, OptionalInt.of(1)),
                Arguments.of("null", OptionalInt.class, OptionalInt.empty()),
                Arguments.of("null", Optional.class, Optional.empty()),
                Arguments.of("{\"value\":\"\"}", Tag.class, new Tag("")));
    }

    @ParameterizedTest
    @MethodSource("fit")
    void fit(String json, Class<?> type, Object value) {
        assertThat((Object) JobArgs.parse("[" + json + "]").get(0, type)).isEqualTo(value);
    }

    @Test
    void arraysFit() {
        assertThat(JobArgs.parse("[[1,2.5]]").get(0, double[].class)).containsExactly(1, 2.5);
        assertThat(JobArgs.parse("[[1,-2]]").get(0, byte[].class)).containsExactly(1, -2);
        assertThat(JobArgs.parse("[\"QUI=\"]").get(0, byte[].class)).containsExactly('A', 'B');
        assertThat(JobArgs.parse("[[1,2]]").get(0, int[].class)).containsExactly(1, 2);
    }

    @Test
    void theSameHoldsInside() {
        JobType<Args> type = JobType.of("nested", Args.class);
        String fits = "{'count':1,'name':'','unit':'DAYS','ids':[1],'flags':{'a':true}}";

        assertThat(decode(type, fits))
                .isEqualTo(new Args(new Nested(1, "", TimeUnit.DAYS, List.of(1L), Map.of("a", true))));
        for (String replaced : List.of(
                "'count':1=>'count':1.5",
                "'count':1=>'count':null",
                "'count':1,=>",
                "'name':''=>'name':1",
                "'unit':'DAYS'=>'unit':6",
                "[1]=>[1.5]",
                "[1]=>['1']",
                "true=>1")) {
            List<String> change = Arrays.asList(replaced.split("=>", -1));
            assertThatExceptionOfType(JobArgsException.class)
                    .as(replaced)
                    .isThrownBy(() -> decode(type, fits.replace(change.get(0), change.get(1))))
                    .withMessageStartingWith("nested: argument 1 (nested) does not fit ");
        }
    }

    private static <T> T decode(JobType<T> type, String nested) {
        return type.decode(JobArgs.parse("[" + nested.replace('\'', '"') + "]"));
    }

    record Thumbnail(String path, int width, Optional<Long> quality) {}

    @Test
    void aJobTypeCanAllowIt() {
        JobType<Thumbnail> strict = JobType.of("thumbnail", Thumbnail.class);
        JobType<Thumbnail> lenient = strict.withCoercion();
        JobArgs bent = JobArgs.parse("[7,\"200\",90.5]");

        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> strict.decode(bent))
                .withMessage(
                        "thumbnail: argument 1 (path) does not fit java.lang.String: Cannot coerce Integer value (7)"
                                + " to `java.lang.String` value");
        assertThat(lenient.decode(bent)).isEqualTo(new Thumbnail("7", 200, Optional.of(90L)));
    }
}
