package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each decimal that may be pushed comes back as it was, with as many digits as it had. */
@OnStockServer
@Timeout(120)
class NumbersOnStockServerTest {
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static List<BigDecimal> decimals() {
        Random random = new Random(7);
        List<BigDecimal> decimals = new ArrayList<>();
        while (decimals.size() < 5_000) {
            double value = decimals.size() % 5 == 0
                    ? Math.scalb(1.0, random.nextInt(2_000) - 1_000) // whose neighbours are not equally far
                    : Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                decimals.add(new BigDecimal(value).round(new MathContext(1 + random.nextInt(18))));
            }
        }
        return decimals;
    }

    @Test
    void comesBackAsItWas(StockServer server) {
        List<BigDecimal> accepted = new ArrayList<>();
        try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            for (BigDecimal decimal : decimals()) {
                try {
                    client.push(Job.builder("x").queue("each").args(decimal).build());
                    accepted.add(decimal);
                } catch (IllegalArgumentException e) {
                    assertThat(decimal.precision()).as(e.getMessage()).isGreaterThan(15);
                }
            }
        }
        try (RawFaktory worker = server.connect()) {
            worker.hello("{\"v\":2,\"wid\":\"numbers\"}", null);
            for (BigDecimal decimal : accepted) {
                JsonNode job = EXACT.readTree(worker.command("FETCH each"));
                assertThat(job.at("/args/0").decimalValue()).isEqualByComparingTo(decimal);
            }
        }
        System.out.println(accepted.size() + " of 5000 decimals are the server's as well");
        assertThat(accepted).hasSizeGreaterThan(4_000);
    }
}
