package dev.millwright.worker.testkit.worker;

import org.junit.jupiter.api.Nested;

/** What holds for functions that wait on a thread holds for those that wait without one: the same tests, once more. */
class AsyncFormTest {
    @Nested
    class Outcomes extends OutcomeTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Stop extends StopTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class WriteOff extends WriteOffTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class CancelAll extends CancelAllTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class CancelAllPasses extends CancelAllPassesTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class CancelReason extends CancelReasonTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class CancelByServer extends CancelByServerTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class ClientCancel extends ClientCancelTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Requeue extends RequeueTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class LastTry extends LastTryTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class OnComplete extends OnCompleteTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Callback extends CallbackTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Progress extends ProgressTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class MinuteReport extends MinuteReportTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Pauses extends PausesTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Retry extends RetryTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class FailureDecision extends FailureDecisionTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Pause extends PauseTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }

    @Nested
    class Admission extends AdmissionTest {
        @Override
        boolean isAsync() {
            return true;
        }
    }
}
