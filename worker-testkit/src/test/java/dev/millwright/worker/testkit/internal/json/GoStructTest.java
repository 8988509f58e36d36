package dev.millwright.worker.testkit.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoStructTest {
    private static final GoSchema FAILURE =
            GoSchema.named("client.Failure").strings("message").integers("retry_count");
    private static final GoSchema JOB = GoSchema.named("client.Job")
            .strings("jid", "queue", "jobtype")
            .integerPointer("retry")
            .integers("reserve_for")
            .uint8("v")
            .anyList("args")
            .anyMap("custom")
            .stringList("labels")
            .struct("failure", FAILURE);

    private static GoStruct job(String json) throws InvalidJson {
        return GoStruct.parse(JOB, json);
    }

    @Test
    void ignoresTheCaseOfKeysAndTakesNullAsAbsent() throws InvalidJson {
        GoStruct struct = job("{\"JobType\":\"t\",\"queue\":null,\"args\":[1,-0],\"unknown\":[1e999]}");

        assertThat(struct.string("jobtype")).isEqualTo("t");
        assertThat(struct.string("queue")).isEmpty();
        assertThat(struct.list("args")).containsExactly(1.0, -0.0);
        assertThat(struct.map("custom")).isNull();
        assertThat(struct.integerOrNull("retry")).isNull();
        assertThat(job("null").string("jid")).isEmpty();
    }

    @Test
    void aKeyThatComesAgainComesOnTop() throws InvalidJson {
        GoStruct struct = job("{\"jid\":\"a\",\"jid\":null,\"Queue\":\"x\",\"queue\":\"y\",\"retry\":1,\"retry\":null,"
                + "\"custom\":{\"a\":1},\"custom\":{\"b\":2},\"labels\":[\"a\",\"b\"],\"labels\":[null],"
                + "\"failure\":{\"message\":\"m\"},\"failure\":{\"retry_count\":3}}");

        assertThat(struct.string("jid")).isEqualTo("a");
        assertThat(struct.string("queue")).isEqualTo("y");
        assertThat(struct.integerOrNull("retry")).isNull();
        assertThat(struct.map("custom")).containsEntry("a", 1.0).containsEntry("b", 2.0);
        assertThat(struct.strings("labels")).containsExactly("a");
        GoStruct failure = struct.struct("failure");
        assertThat(failure).isNotNull();
        assertThat(failure.string("message")).isEqualTo("m");
        assertThat(failure.integer("retry_count")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '`',
            value = {
                "[] | array into Go value of type client.Job",
                "{\"jid\":7,\"args\":{}} | number into Go struct field Job.jid of type string",
                "{\"args\":{},\"jid\":7} | object into Go struct field Job.args of type []interface {}",
                "{\"retry\":2.5} | number 2.5 into Go struct field Job.retry of type int",
                "{\"retry\":9223372036854775808} | number 9223372036854775808 into Go struct field Job.retry of type int",
                "{\"retry\":\"2\"} | string into Go struct field Job.retry of type int",
                "{\"v\":300} | number 300 into Go struct field Job.v of type uint8",
                "{\"v\":-0} | number -0 into Go struct field Job.v of type uint8",
                "{\"v\":2.0} | number 2.0 into Go struct field Job.v of type uint8",
                "{\"custom\":[]} | array into Go struct field Job.custom of type map[string]interface {}",
                "{\"args\":[{\"a\":[1e999]}]} | number 1e999 into Go struct field Job.args of type float64",
                "{\"labels\":[1]} | number into Go struct field Job.labels of type string",
                "{\"failure\":true} | bool into Go struct field Job.failure of type client.Failure",
                "{\"failure\":{\"message\":[]}} | array into Go struct field Failure.failure.message of type string",
            })
    void namesTheFirstFieldOfAWrongType(String json, String message) {
        assertThatThrownBy(() -> job(json))
                .isInstanceOf(InvalidJson.class)
                .hasMessage("json: cannot unmarshal " + message);
    }

    @Test
    void refusesListsAndMapsOfOtherThings() {
        assertThatThrownBy(() -> GoStruct.parseList(JOB, "{}"))
                .hasMessage("json: cannot unmarshal object into Go value of type []client.Job");
        assertThatThrownBy(() -> GoStruct.parseList(JOB, "[{},3]"))
                .hasMessage("json: cannot unmarshal number into Go value of type client.Job");
        assertThatThrownBy(() -> GoStruct.parseStringMap("{\"a\":1}"))
                .hasMessage("json: cannot unmarshal number into Go value of type string");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '`',
            value = {
                "`` | unexpected end of JSON input",
                "{ | unexpected end of JSON input",
                "{\"a\" | unexpected end of JSON input",
                "[1, | unexpected end of JSON input",
                "\"a | unexpected end of JSON input",
                "x | invalid character 'x' looking for beginning of value",
                "[,] | invalid character ',' looking for beginning of value",
                "{a:1} | invalid character 'a' looking for beginning of object key string",
                "{\"a\":1,} | invalid character '}' looking for beginning of object key string",
                "{\"a\";1} | invalid character ';' after object key",
                "{\"a\":1;} | invalid character ';' after object key:value pair",
                "[1 2] | invalid character '2' after array element",
                "01 | invalid character '1' after top-level value",
                "{} x | invalid character 'x' after top-level value",
                "- | invalid character ' ' in numeric literal",
                "1.x | invalid character 'x' after decimal point in numeric literal",
                "1e | invalid character ' ' in exponent of numeric literal",
                "trux | invalid character 'x' in literal true (expecting 'e')",
                "fa | invalid character ' ' in literal false (expecting 'l')",
                "nul' | invalid character '\\'' in literal null (expecting 'l')",
                "\"\\q\" | invalid character 'q' in string escape code",
                "\"\\u12\" | invalid character '\"' in \\u hexadecimal character escape",
                "\"\t\" | invalid character '\\t' in string literal",
                "\u00e9 | invalid character '\u00c3' looking for beginning of value",
            })
    void saysInGosWordsWhyItIsNoJson(String json, String message) {
        assertThatThrownBy(() -> job(json)).isInstanceOf(InvalidJson.class).hasMessage(message);
    }

    @Test
    void nestsAsDeepAsGo() throws InterruptedException {
        assertThat(nested(9_999)).isEqualTo("fine");
        assertThat(nested(10_000)).isEqualTo("invalid character '[' exceeded max depth");
    }

    /** On a thread with the stack of a connection's. */
    private static String nested(int depth) throws InterruptedException {
        String[] said = new String[1];
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        job("{\"args\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
                        said[0] = "fine";
                    } catch (InvalidJson e) {
                        said[0] = e.getMessage();
                    }
                },
                "nested",
                8L << 20);
        thread.start();
        thread.join();
        return said[0];
    }
}
