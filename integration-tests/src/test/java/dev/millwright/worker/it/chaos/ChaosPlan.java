package dev.millwright.worker.it.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens in one round, in the order of time. The same seed, round, length and kinds of faults give
 * the same jobs, faults, cancellations, restarts and changes of pools. How the threads of workers and server interleave with
 * them cannot be repeated: a seed that has shown a bug shows it again more often than others, not always.
 */
record ChaosPlan(List<Step> steps) {
    private static final List<String> VERBS =
            List.of("FETCH", "FETCH", "ACK", "ACK", "FAIL", "BEAT", "MUTATE", "HELLO");

    static ChaosPlan of(long seed, int round, Duration length, List<FaultKind> kinds) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < round; i++) {
            // Not seed + round: neighbouring seeds can give the same sequence, shifted.
            random = random.split();
        }
        return new Author(random, round, length.toMillis(), kinds).write();
    }

    /** All jobs. */
    List<JobSpec> jobs() {
        return steps.stream()
                .filter(Step.Push.class::isInstance)
                .flatMap(step -> ((Step.Push) step).jobs().stream())
                .toList();
    }

    private static final class Author {
        private final SplittableRandom random;
        private final int round;
        private final long length;
        private final List<FaultKind> kinds;
        private final List<Step> steps = new ArrayList<>();
        private int jobs;

        Author(SplittableRandom random, int round, long length, List<FaultKind> kinds) {
            this.random = random;
            this.round = round;
            this.length = length;
            this.kinds = kinds;
        }

        ChaosPlan write() {
            for (long at = 0; at < length; at += random.nextInt(100, 300)) {
                push(at);
            }
            for (long at = random.nextInt(300); at < length; at += random.nextInt(100, 700)) {
                steps.add(new Step.Inject(at, fault()));
            }
            for (long at = random.nextInt(1_000, 4_000); at < length; at += random.nextInt(4_000, 12_000)) {
                steps.add(new Step.Restart(at, random.nextInt(Crew.WORKERS), random.nextInt(4) == 0));
            }
            changePools();
            retryByPolicy();
            steps.sort(Comparator.comparingLong(Step::atMillis));
            return new ChaosPlan(List.copyOf(steps));
        }

        /** At random, but for their end; not by the random numbers of all else, so that a seed's other steps stay the same. */
        private void changePools() {
            SplittableRandom own = random.split();
            long last = Math.max(0, length - 1_000);
            for (long at = own.nextInt(200, 2_000); at < last; at += own.nextInt(200, 2_000)) {
                int worker = own.nextInt(Crew.WORKERS);
                if (own.nextInt(4) == 0) {
                    steps.add(new Step.Pause(at, worker, Duration.ofMillis(own.nextInt(10, 700))));
                } else {
                    // No more than that: each FETCH that a killed server has half done can cost a job.
                    steps.add(new Step.Resize(at, worker, own.nextInt(11)));
                }
            }
            for (int worker = 0; worker < Crew.WORKERS; worker++) {
                steps.add(new Step.Resize(length, worker, -1));
            }
        }

        /** Jobs with retry policies, and faults of the PUSH by which some go back; by random numbers of their own, too. */
        private void retryByPolicy() {
            SplittableRandom own = random.split();
            for (long at = own.nextInt(100, 500); at < length; at += own.nextInt(100, 500)) {
                List<JobSpec> batch = new ArrayList<>();
                for (int i = own.nextInt(1, 5); i > 0; i--) {
                    JobSpec job = withPolicy(own);
                    batch.add(job);
                    if (own.nextInt(10) == 0) {
                        steps.add(new Step.Cancel(at + own.nextInt(50, 1_000), job.jid(), own.nextBoolean()));
                    }
                }
                steps.add(new Step.Push(at, batch));
            }
            List<FaultKind> brief = kinds.stream().filter(FaultKind::isBrief).toList();
            for (long at = own.nextInt(500, 2_000); at < length && !brief.isEmpty(); at += own.nextInt(500, 2_000)) {
                FaultKind kind = brief.get(own.nextInt(brief.size()));
                Duration time = Duration.ofMillis(own.nextInt(20, maxMillis(kind)));
                steps.add(new Step.Inject(at, new Fault(kind, "PUSH", own.nextInt(1_000), time)));
            }
        }

        private JobSpec withPolicy(SplittableRandom own) {
            String jid = String.format("%016x-%d-%d", own.nextLong(), round, jobs++);
            int retry = own.nextInt(5) == 0 ? own.nextInt(-1, 1) : 25;
            int dice = own.nextInt(100);
            if (dice < 60) {
                return new JobSpec(jid, JobKind.RETRY, own.nextInt(1, 6), retry);
            } else if (dice < 75) {
                return new JobSpec(jid, JobKind.LATER, 1, retry);
            } else if (dice < 90) {
                return new JobSpec(jid, JobKind.GIVE_UP, 0, retry);
            }
            return new JobSpec(jid, JobKind.FINAL, 0, retry);
        }

        private void push(long at) {
            List<JobSpec> batch = new ArrayList<>();
            for (int i = random.nextInt(1, 16); i > 0; i--) {
                JobSpec job = job();
                batch.add(job);
                if (worthCancelling(job.kind())) {
                    steps.add(new Step.Cancel(at + random.nextInt(300, 3_000), job.jid(), random.nextBoolean()));
                }
            }
            steps.add(new Step.Push(at, batch));
        }

        private boolean worthCancelling(JobKind kind) {
            return switch (kind) {
                case LONG -> random.nextInt(10) < 7;
                case NAP, STUBBORN -> random.nextInt(10) < 4;
                default -> false;
            };
        }

        private JobSpec job() {
            String jid = String.format("%016x-%d-%d", random.nextLong(), round, jobs++);
            int dice = random.nextInt(100);
            if (dice < 54) {
                return new JobSpec(jid, JobKind.NOOP, 0, retry());
            } else if (dice < 73) {
                return new JobSpec(jid, JobKind.SLEEP, random.nextInt(5, 400), retry());
            } else if (dice < 77) {
                return new JobSpec(jid, JobKind.NAP, random.nextInt(100, 1_000), retry());
            } else if (dice < 81) {
                return new JobSpec(jid, JobKind.STUBBORN, random.nextInt(300, 2_500), retry());
            } else if (dice < 87) {
                return new JobSpec(jid, JobKind.LONG, random.nextInt(1_000, 3_500), retry());
            } else if (dice < 93) {
                return new JobSpec(jid, JobKind.FLAKY, 0, 25);
            }
            return new JobSpec(jid, JobKind.FAIL, 0, random.nextInt(-1, 3));
        }

        /** Mostly many, so that a job that is disturbed comes back; never one or two, which a few faults use up. */
        private int retry() {
            int dice = random.nextInt(10);
            return dice == 0 ? 0 : dice == 1 ? -1 : 25;
        }

        private Fault fault() {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            String verb = VERBS.get(random.nextInt(VERBS.size()));
            return new Fault(kind, verb, random.nextInt(1_000), Duration.ofMillis(random.nextInt(20, maxMillis(kind))));
        }

        private static int maxMillis(FaultKind kind) {
            return switch (kind) {
                // Long enough for a report to time out once and be sent again, but far from the 12 s after
                // which a FAIL that is still on its way can meet the job's next run: no worker can help that.
                case STALL -> 7_000;
                case PAUSE -> 3_000;
                case REFUSE, CRASH -> 1_500;
                default -> 800;
            };
        }
    }
}
