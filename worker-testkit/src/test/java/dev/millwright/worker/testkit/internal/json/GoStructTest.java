package dev.millwright.worker.testkit.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GoStructTest {
    @Test
    void ignoresTheCaseOfKeysAndTakesNullAsAbsent() throws InvalidJson {
        GoStruct struct = GoStruct.parse("client.Job", "{\"JobType\":\"t\",\"queue\":null,\"args\":[1]}");

        assertThat(struct.string("jobtype")).isEqualTo("t");
        assertThat(struct.string("queue")).isEmpty();
        assertThat(struct.has("queue")).isFalse();
        assertThat(struct.list("args")).containsExactly(1.0);
        assertThat(struct.map("custom")).isNull();
    }

    @Test
    void namesTheFieldOfAWrongType() throws InvalidJson {
        GoStruct struct = GoStruct.parse(
                "client.Job", "{\"jid\":7,\"retry\":2.5,\"args\":{},\"custom\":[],\"failure\":{\"message\":[]}}");

        assertRefused(() -> struct.string("jid"), "number into Go struct field Job.jid of type string");
        assertRefused(() -> struct.integer("retry"), "number 2.5 into Go struct field Job.retry of type int");
        assertRefused(() -> struct.list("args"), "object into Go struct field Job.args of type []interface {}");
        assertRefused(
                () -> struct.map("custom"), "array into Go struct field Job.custom of type map[string]interface {}");
        GoStruct failure = struct.struct("failure", "client.Failure");
        assertThat(failure).isNotNull();
        assertRefused(
                () -> failure.string("message"), "array into Go struct field Failure.failure.message of type string");
    }

    @Test
    void refusesWhatIsNoObject() {
        assertRefused(() -> GoStruct.parse("client.Job", "[]"), "array into Go value of type client.Job");
        assertRefused(() -> GoStruct.parseList("client.Job", "{}"), "object into Go value of type []client.Job");
        assertRefused(() -> GoStruct.parseStringMap("{\"a\":1}"), "number into Go value of type map[string]string");
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatThrownBy(() -> GoStruct.parse("client.Job", "")).hasMessage("unexpected end of JSON input");
        assertThatThrownBy(() -> GoStruct.parse("client.Job", "{")).hasMessage("unexpected end of JSON input");
        assertThatThrownBy(() -> GoStruct.parse("client.Job", "nope")).hasMessageStartingWith("invalid character");
        assertThatThrownBy(() -> GoStruct.parse("client.Job", "{} x")).hasMessageStartingWith("invalid character");
    }

    @Test
    void refusesNumbersThatAreTooLargeForADouble() {
        assertThatThrownBy(
                        () -> GoStruct.parse("client.Job", "{\"args\":[1e999]}").list("args"))
                .hasMessageStartingWith("json: cannot unmarshal number");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidJson.class).hasMessage("json: cannot unmarshal " + message);
    }
}
