package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.internal.protocol.JobCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Args whose class a module keeps to itself: what is to be opened, to whom, and that it then works. */
class ClosedModuleTest {
    private static final String ON_CLASS_PATH = "opens com.example.shop;";
    private static final String ON_MODULE_PATH =
            "opens com.example.shop to dev.millwright.worker, tools.jackson.databind;";

    @TempDir
    private Path directory;

    private static void assertRemedy(String opens, String beginning, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasToString("dev.millwright.worker.JobArgsException: " + beginning
                        + ": open package com.example.shop of module shop in its module-info: " + opens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"false | " + ON_CLASS_PATH, "true | " + ON_MODULE_PATH})
    void isNamedWithItsPackage(boolean workerIsModule, String opens) throws Exception {
        ClosedModule closed = new ClosedModule(directory, "", workerIsModule);
        Object order = closed.make("order");
        Object parcel = closed.make("parcel");
        String orderType = "com.example.shop.Order";
        String parcelType = "com.example.shop.Parcel";

        assertRemedy(opens, "goods: cannot read name of " + orderType, () -> closed.encode(order));
        assertRemedy(opens, "goods: cannot make a " + orderType, () -> closed.decode("[\"tea\",2]", order.getClass()));
        assertRemedy(
                opens,
                "goods: argument 1 cannot be made a " + orderType,
                () -> closed.decode("[{\"name\":\"tea\",\"count\":2}]", order.getClass()));
        assertRemedy(opens, "args cannot be written as JSON", () -> closed.encode(parcel));
        assertRemedy(
                opens,
                "goods: argument 1 cannot be made a " + parcelType,
                () -> closed.decode("[{\"kilos\":3}]", parcel.getClass()));
        assertRemedy(opens, "args cannot be written as JSON", () -> closed.args(1, List.of(order)));
        assertRemedy(
                opens, "arg 0 cannot be made a " + parcelType, () -> closed.get("[{\"kilos\":3}]", parcel.getClass()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"false | " + ON_CLASS_PATH, "true | " + ON_MODULE_PATH})
    void worksOnceItIsOpenedAsTheMessageSays(boolean workerIsModule, String opens) throws Throwable {
        ClosedModule opened = new ClosedModule(directory, opens, workerIsModule);
        Object order = opened.make("order");
        Object parcel = opened.make("parcel");

        assertThat(opened.encode(order)).isEqualTo("[\"tea\",2]");
        assertThat(opened.decode("[\"tea\",2]", order.getClass())).isEqualTo(order);
        assertThat(opened.encode(parcel)).isEqualTo("[{\"kilos\":3}]");
        assertThat(opened.decode("[{\"kilos\":3}]", parcel.getClass())).isInstanceOf(parcel.getClass());
        assertThat(opened.args(order)).isEqualTo("[{\"name\":\"tea\",\"count\":2}]");
    }

    @Test
    void customValuesAreNamedLikewise() throws Exception {
        ClosedModule closed = new ClosedModule(directory, "", false);
        Job job = Job.builder("x")
                .jid("12345678")
                .custom("order", closed.make("order"))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobCodec.encode(job, Instant.EPOCH))
                .withMessage("x 12345678 cannot be pushed: custom cannot be written as JSON: open package"
                        + " com.example.shop of module shop in its module-info: " + ON_CLASS_PATH);
    }

    @Test
    void whatFailsForAnotherReasonKeepsIt() {
        assertThatThrownBy(() -> JobArgs.parse("[\"x\"]").get(0, Integer.class))
                .hasMessageContaining("does not fit")
                .hasMessageNotContaining("open package");
    }
}
