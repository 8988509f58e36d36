package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;

class JobArgsTest {
    record Point(int x, int y) {}

    /** Jackson cannot write what refers to itself. */
    static final class Endless {
        public Endless self() {
            return this;
        }

        public Endless getSelf() {
            return this;
        }
    }

    @Test
    void holdsWhateverIsJson() {
        JobArgs args = JobArgs.of("a", 1, 2.5, true, null, List.of(1), Map.of("k", "v"), new Point(1, 2));

        assertThat(args).hasToString("[\"a\",1,2.5,true,null,[1],{\"k\":\"v\"},{\"x\":1,\"y\":2}]");
        assertThat(args.size()).isEqualTo(8);
        assertThat(args.get(0, String.class)).isEqualTo("a");
        assertThat(args.get(1, int.class)).isEqualTo(1);
        assertThat(args.get(1, long.class)).isEqualTo(1L);
        assertThat(args.get(4, String.class)).isNull();
        assertThat(args.get(7, Point.class)).isEqualTo(new Point(1, 2));
        assertThat(args.get(6).path("k").stringValue()).isEqualTo("v");
    }

    @Test
    void isEqualToTheSameArgs() {
        assertThat(JobArgs.of(1, "b")).isEqualTo(JobArgs.parse("[1, \"b\"]")).hasSameHashCodeAs(JobArgs.of(1, "b"));
        assertThat(JobArgs.of(1)).isNotEqualTo(JobArgs.of(2));
        assertThat(JobArgs.of()).isEqualTo(JobArgs.parse("[]"));
    }

    @Test
    void cannotBeChangedFromOutside() {
        ArrayNode source = JobArgs.parse("[[1]]").toJson();
        JobArgs args = JobArgs.ofJson(source);
        source.add(2);
        ((ArrayNode) args.get(0)).add(3);
        args.toJson().add(4);

        assertThat(args).hasToString("[[1]]");
    }

    @Test
    void saysWhichArgIsMissing() {
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> JobArgs.of("a").get(1, String.class))
                .withMessage("there is no arg 1: the job has 1");
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> JobArgs.of("a").get(-1));
    }

    @Test
    void saysWhichArgDoesNotFit() {
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> JobArgs.of("a", "many").get(1, int.class))
                .withMessageStartingWith("arg 1 does not fit int: ");
        assertThatExceptionOfType(JobArgsException.class)
                .as("a null must not become 0")
                .isThrownBy(() -> JobArgs.parse("[null]").get(0, int.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "\"[]\"", "null"})
    void mustBeAnArray(String json) {
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> JobArgs.parse(json))
                .withMessage("args must be a JSON array, for instance [1,\"two\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1", "[1] 2", "hello"})
    void mustBeJson(String json) {
        assertThatExceptionOfType(JobArgsException.class).isThrownBy(() -> JobArgs.parse(json));
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatExceptionOfType(JobArgsException.class)
                .isThrownBy(() -> JobArgs.of(new Endless()))
                .withMessageStartingWith("args cannot be written as JSON: ");
    }
}
