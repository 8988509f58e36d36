package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InfoTest extends ServerTest {
    @Test
    void hasTheFieldsOfTheStockServer() {
        RawClient client = worker("w");
        for (int i = 0; i < 3; i++) {
            server.pushTo("q", "t");
        }
        client.call("FETCH q");
        client.call("PUSH " + job("abcdefgh", "\"at\":\"2025-01-01T00:00:03Z\""));
        clock.advance(Duration.ofSeconds(5));

        JsonNode info = JsonMapper.shared().readTree(client.call("INFO"));

        assertThat(info.propertyNames()).containsExactly("now", "server_utc_time", "faktory", "server");
        assertThat(info.get("now").stringValue()).isEqualTo("2025-01-01T00:00:05Z");
        assertThat(info.get("server_utc_time").stringValue()).isEqualTo("00:00:05 UTC");
        JsonNode faktory = info.get("faktory");
        assertThat(faktory.propertyNames())
                .containsExactly(
                        "queues",
                        "sets",
                        "tasks",
                        "total_failures",
                        "total_processed",
                        "total_enqueued",
                        "total_queues");
        assertThat(faktory.get("queues")).hasToString("{\"default\":1,\"q\":2}");
        assertThat(faktory.get("sets")).hasToString("{\"dead\":0,\"retries\":0,\"scheduled\":0,\"working\":1}");
        assertThat(faktory.get("total_enqueued").intValue()).isEqualTo(3);
        assertThat(faktory.get("total_queues").intValue()).isEqualTo(2);
        assertThat(faktory.get("tasks").propertyNames())
                .containsExactly("Busy", "Dead", "Retries", "Scheduled", "Workers");
        assertThat(faktory.get("tasks").get("Busy")).hasToString("{\"reaped\":0,\"size\":1}");
        assertThat(faktory.get("tasks").get("Scheduled"))
                .hasToString("{\"cycles\":1,\"enqueued\":1,\"size\":0,\"wall_time_sec\":0}");
        JsonNode server = info.get("server");
        assertThat(server.propertyNames())
                .containsExactly(
                        "description", "faktory_version", "uptime", "connections", "command_count", "used_memory_mb");
        assertThat(server.get("uptime").intValue()).isEqualTo(5);
        assertThat(server.get("connections").intValue()).isEqualTo(1);
        assertThat(server.get("command_count").intValue()).isEqualTo(3);
    }

    @Test
    void countsReports() {
        RawClient client = worker("w");
        String one = server.push("t");
        String two = server.push("t");
        client.call("FETCH default");
        client.call("FETCH default");
        client.call("ACK {\"jid\":\"" + one + "\"}");
        client.call("FAIL {\"jid\":\"" + two + "\"}");

        assertThat(client.call("INFO")).contains("\"total_failures\":1,\"total_processed\":2");
    }
}
