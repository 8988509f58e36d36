package dev.millwright.worker.fleet.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What each store must do. Its tests share no state: each works in a group that is empty. */
public abstract class FleetStoreContract extends CareContract {
    private static final Duration HOUR = Duration.ofHours(1);

    protected static Opening opening(String id, String subject) {
        return new Opening(id, subject, "because", Duration.ZERO, HOUR);
    }

    protected static Operation opened(FleetStore store, String id) throws Exception {
        return ((Opened.Known) get(store.open(opening(id, "subject of " + id)))).operation();
    }

    private static Operations all(FleetStore store, long since) throws Exception {
        Operations page = get(store.operations(since));
        List<Operation> read = new ArrayList<>(page.operations());
        while (page.more()) {
            page = get(store.operations(page.version()));
            read.addAll(page.operations());
        }
        return new Operations(page.now(), page.version(), false, read);
    }

    @Test
    void aRenewedWorkerIsThereForAllUntilItLeaves() throws Exception {
        assertThat(get(store().renew(new Renewal("w1", "{\"w\":1}", "[]"))).complete())
                .isTrue();
        get(store().renew(new Renewal("w2", "{\"w\":2}", "[1]")));

        Members members = get(another().members(true));
        assertThat(members.members())
                .extracting(Members.Member::wid, Members.Member::worker, Members.Member::jobs)
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple("w1", "{\"w\":1}", "[]"),
                        org.assertj.core.api.Assertions.tuple("w2", "{\"w\":2}", "[1]"));
        assertThat(members.members())
                .allSatisfy(member -> assertThat(member.expires())
                        .isAfter(members.now())
                        .isBeforeOrEqualTo(members.now().plus(Renewal.EXPIRY)));

        get(store().leave("w1"));
        get(store().leave("w1"));
        assertThat(get(another().members(false)).members())
                .singleElement()
                .satisfies(member -> assertThat(member.jobs()).isEmpty())
                .satisfies(member -> assertThat(member.wid()).isEqualTo("w2"));
    }

    @Test
    void aWorkerThatIsNotRenewedExpires() throws Exception {
        get(store().renew(new Renewal("w1", "one", "[]")));
        get(store().renew(new Renewal("w2", "two", "[]")));
        pass(Renewal.EXPIRY.minusSeconds(10));
        assertThat(get(store().renew(new Renewal("w1", null, null))).complete()).isTrue();
        pass(Duration.ofSeconds(11));

        assertThat(get(store().members(true)).members())
                .extracting(Members.Member::wid, Members.Member::worker, Members.Member::jobs)
                .containsExactly(org.assertj.core.api.Assertions.tuple("w1", "one", "[]"));
    }

    @Test
    void onlyWhatHasChangedIsSent() throws Exception {
        get(store().renew(new Renewal("w1", "old", "[1]")));
        assertThat(get(store().renew(new Renewal("w1", "new", null))).complete())
                .isTrue();
        assertThat(get(store().renew(new Renewal("w1", null, "[2]"))).complete())
                .isTrue();

        assertThat(get(store().members(true)).members())
                .extracting(Members.Member::worker, Members.Member::jobs)
                .containsExactly(org.assertj.core.api.Assertions.tuple("new", "[2]"));
    }

    @Test
    void saysThatWhatWasNotSentIsLost() throws Exception {
        assertThat(get(store().renew(new Renewal("w1", null, null))).complete()).isFalse();
        assertThat(get(store().renew(new Renewal("w1", "here", null))).complete())
                .isFalse();
        assertThat(get(store().renew(new Renewal("w1", "here", "[]"))).complete())
                .isTrue();
        pass(Renewal.EXPIRY.plusSeconds(1));
        assertThat(get(store().renew(new Renewal("w1", null, null))).complete()).isFalse();
    }

    @Test
    void manyWorkersAreReadInAll() throws Exception {
        List<CompletionStage<Renewed>> renewals = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            renewals.add(store().renew(new Renewal("w" + i, "worker " + i, "jobs " + i)));
        }
        for (CompletionStage<Renewed> renewal : renewals) {
            get(renewal);
        }
        assertThat(get(another().members(true)).members())
                .hasSize(230)
                .allSatisfy(member -> assertThat(member.jobs())
                        .isEqualTo("jobs " + member.wid().substring(1)));
    }

    @Test
    void anOperationIsOpenForAllUntilItExpires() throws Exception {
        Opening asked = new Opening("op", "{\"ä\":\"😀\"}", "why\nso", Duration.ofSeconds(-5), HOUR);
        Opened.Known opened = (Opened.Known) get(store().open(asked));
        Operation operation = opened.operation();

        assertThat(opened.repeated()).isFalse();
        assertThat(operation.opened()).isEqualTo(opened.now());
        assertThat(operation.cutoff()).isEqualTo(opened.now().minusSeconds(5));
        assertThat(operation.expires()).isEqualTo(opened.now().plus(HOUR));
        assertThat(operation.subject()).isEqualTo("{\"ä\":\"😀\"}");
        assertThat(operation.details()).isEqualTo("why\nso");

        Operations read = get(another().operations(0));
        assertThat(read.operations()).containsExactly(operation);
        assertThat(read.version()).isEqualTo(operation.version());
        assertThat(operation.isOpen(read.now())).isTrue();

        pass(HOUR.plusSeconds(1));
        Operations later = get(another().operations(0));
        assertThat(later.operations())
                .singleElement()
                .satisfies(old -> assertThat(old.isOpen(later.now())).isFalse());

        pass(Duration.ofHours(24));
        assertThat(get(another().operations(0)).operations()).isEmpty();
    }

    @Test
    void oneOperationIsReadByItsId() throws Exception {
        Operation one = opened(store(), "one");
        opened(store(), "two");

        Found found = get(another().operation("one"));
        assertThat(found.operation()).contains(one);
        assertThat(found.now()).isBetween(one.opened(), one.expires());
        assertThat(get(store().operation("nobody")).operation()).isEmpty();

        get(store().abort("one"));
        assertThat(get(another().operation("one")).operation())
                .hasValueSatisfying(aborted -> assertThat(aborted.aborted()).isTrue());
        pass(HOUR.plusSeconds(1));
        assertThat(get(another().operation("two")).operation()).isPresent();
        pass(Duration.ofHours(24));
        assertThat(get(another().operation("two")).operation()).isEmpty();
    }

    @Test
    void theSameIdIsTheSameOperation() throws Exception {
        Operation first = opened(store(), "op");
        Opened.Known again = (Opened.Known)
                get(another().open(new Opening("op", "subject of op", "another reason", Duration.ZERO, HOUR)));

        assertThat(again.repeated()).isTrue();
        assertThat(again.operation()).isEqualTo(first);
        assertThat(get(store().version())).isEqualTo(first.version());
    }

    @Test
    void theSameIdWithAnotherSubjectIsRefused() throws Exception {
        opened(store(), "op");
        assertThat(get(another().open(opening("op", "something else")))).isInstanceOf(Opened.OtherSubject.class);
        assertThat(get(store().operations(0)).operations())
                .extracting(Operation::subject)
                .containsExactly("subject of op");
    }

    @Test
    void changesAreReadSinceAVersion() throws Exception {
        assertThat(get(store().version())).isZero();
        assertThat(get(store().operations(0)).version()).isZero();
        Operation first = opened(store(), "one");
        Operation second = opened(store(), "two");
        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(get(store().version())).isEqualTo(second.version());
        assertThat(get(store().renew(new Renewal("w", "w", "[]"))).version()).isEqualTo(second.version());

        assertThat(get(store().operations(first.version())).operations()).containsExactly(second);
        assertThat(get(store().operations(second.version())).operations()).isEmpty();

        Operation aborted = ((Aborted.Done) get(store().abort("one"))).operation();
        assertThat(get(store().operations(second.version())).operations()).containsExactly(aborted);
        assertThat(get(store().operations(0)).operations()).containsExactly(second, aborted);
    }

    @Test
    void anAbortEndsIt() throws Exception {
        opened(store(), "op");
        Aborted.Done done = (Aborted.Done) get(another().abort("op"));
        assertThat(done.operation().aborted()).isTrue();
        assertThat(done.operation().ended()).isEqualTo(done.now());
        assertThat(done.operation().isOpen(done.now())).isFalse();

        assertThat(get(store().abort("op")))
                .isInstanceOfSatisfying(
                        Aborted.WasOver.class,
                        over -> assertThat(over.operation()).isEqualTo(done.operation()));
        assertThat(get(store().abort("nobody"))).isInstanceOf(Aborted.Unknown.class);
        assertThat(((Opened.Known) get(store().open(opening("op", "subject of op")))).operation())
                .isEqualTo(done.operation());
    }

    @Test
    void anExpiredOperationCannotBeAborted() throws Exception {
        opened(store(), "op");
        pass(HOUR);
        assertThat(get(store().abort("op"))).isInstanceOf(Aborted.WasOver.class);
    }

    @Test
    void countsAreKeptByWorkerAndRepeatsOverwrite() throws Exception {
        Operation operation = opened(store(), "op");
        opened(store(), "other");
        Counts first = new Counts(operation.version(), 1, 0, 0, 1);
        Counts newer = new Counts(operation.version(), 3, 2, 1, 0);
        get(store().acknowledge("w1", Map.of("op", first)));
        get(store().acknowledge("w1", Map.of("op", newer, "nobody", first)));
        get(another().acknowledge("w2", Map.of("op", first)));
        get(another().acknowledge("w2", Map.of()));

        assertThat(get(another().acknowledged(List.of("nobody", "op", "other"))))
                .containsExactly(Map.of(), Map.of("w1", newer, "w2", first), Map.of());
    }

    @Test
    void noMoreThanAThousandAreOpenAtOnce() throws Exception {
        List<CompletionStage<Opened>> openings = new ArrayList<>();
        for (int i = 0; i < FleetStore.MAX_OPEN; i++) {
            openings.add(store().open(opening("op" + i, "s")));
        }
        for (CompletionStage<Opened> each : openings) {
            assertThat(get(each)).isInstanceOf(Opened.Known.class);
        }
        assertThat(get(another().open(opening("more", "s")))).isEqualTo(new Opened.TooMany(FleetStore.MAX_OPEN));
        assertThat(get(another().open(opening("op7", "s"))))
                .as("one that is open already")
                .isInstanceOf(Opened.Known.class);
        assertThat(all(store(), 0).operations()).hasSize(FleetStore.MAX_OPEN);

        Map<String, Counts> counts = new java.util.HashMap<>();
        all(store(), 0).operations().forEach(one -> counts.put(one.id(), new Counts(one.version(), 0, 0, 0, 0)));
        get(store().acknowledge("w", counts));
        assertThat(get(store().acknowledged(List.copyOf(counts.keySet()))))
                .allSatisfy(one -> assertThat(one).containsOnlyKeys("w"));

        get(store().abort("op7"));
        assertThat(get(another().open(opening("more", "s")))).isInstanceOf(Opened.Known.class);
        pass(HOUR);
        assertThat(get(another().open(opening("later", "s")))).isInstanceOf(Opened.Known.class);
    }

    @Test
    void whatIsOverMakesRoom() throws Exception {
        Operation first = opened(store(), "first");
        for (int i = 0; i < 2_100; i++) {
            opened(store(), "op" + i);
            get(store().abort("op" + i));
        }
        List<Operation> kept = all(store(), 0).operations();
        assertThat(kept).hasSizeLessThanOrEqualTo(2_000).contains(first);
        assertThat(kept.get(kept.size() - 1).id()).isEqualTo("op2099");
    }

    @Test
    void hintsThatSomethingHasChanged() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(2);
        another().listen(opened::countDown);
        another().listen(aborted::countDown);
        awaitHearing();

        opened(store(), "op");
        assertThat(opened.await(30, TimeUnit.SECONDS)).isTrue();
        get(store().abort("op"));
        assertThat(aborted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Until what is published is heard. */
    protected void awaitHearing() throws Exception {}
}
