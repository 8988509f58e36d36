package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** A project of its own, {@code consumers/kotlin}, uses the module that is meant. */
class JsonTest {
    /** One that fits. */
    public static final class Fine extends SimpleModule {
        private static final long serialVersionUID = 1;
    }

    /** Like one that was made for another Jackson. */
    public static final class Broken extends SimpleModule {
        private static final long serialVersionUID = 1;

        @Override
        public void setupModule(SetupContext context) {
            throw new NoSuchMethodError("setupModule of another version");
        }
    }

    public static final class Throwing extends SimpleModule {
        private static final long serialVersionUID = 1;

        public Throwing() {
            throw new IllegalStateException("cannot be made");
        }
    }

    private static final String HERE = "dev.millwright.worker.internal.protocol.JsonTest";

    @ParameterizedTest
    @ValueSource(strings = {"no.such.Module", HERE, HERE + "$Broken", HERE + "$Throwing"})
    void aModuleThatIsNoUseIsLeftOut(String module) {
        JsonMapper mapper = Json.mapper(module);

        assertThat(mapper.registeredModules()).isEmpty();
        assertThat(mapper.isEnabled(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES))
                .isTrue();
        assertThat(mapper.readTree("[1]").get(0).intValue()).isEqualTo(1);
    }

    @Test
    void aModuleIsUsed() {
        assertThat(Json.mapper(HERE + "$Fine").registeredModules())
                .singleElement()
                .isInstanceOf(Fine.class);
    }
}
