package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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

    @Test
    void needsAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> JobType.of("", String.class));
        assertThat(THUMBNAIL).hasToString("thumbnail(path, width, format)");
        assertThat(THUMBNAIL.name()).isEqualTo("thumbnail");
    }
}
