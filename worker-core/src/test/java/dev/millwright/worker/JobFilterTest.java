package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millwright.worker.JobFilter.State;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFilterTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final WorkerFacts WORKER = new WorkerFacts(Set.of("blue", "eu"), "1.4.2", "host-7");

    private static final Job JOB = Job.builder("mail")
            .jid("jid-of-the-mail")
            .queue("bulk")
            .createdAt(NOON)
            .custom("tenant", "7")
            .custom("shard", 12)
            .custom("dry", true)
            .custom("share", 0.5)
            .custom("list", List.of("7"))
            .custom("nothing", null)
            .build();

    private static boolean matches(JobFilter filter) {
        return filter.matches(JOB, NOON.plusSeconds(10), WORKER);
    }

    private static boolean matchesWaiting(JobFilter filter) {
        return filter.matches(JOB, null, WORKER);
    }

    @Test
    void anEmptyOneMatchesNothingAndAllEverything() {
        assertThat(matches(JobFilter.EMPTY)).isFalse();
        assertThat(matches(JobFilter.EMPTY.withState(State.BOTH))).isFalse();
        assertThat(matches(JobFilter.all())).isTrue();
        assertThat(matchesWaiting(JobFilter.all())).isTrue();
        assertThat(matches(JobFilter.all().withQueues("other"))).isFalse();
        assertThat(JobFilter.all().withQueues("other")).isEqualTo(JobFilter.EMPTY.withQueues("other"));
        assertThat(JobFilter.all()).isNotEqualTo(JobFilter.EMPTY);
    }

    /** Each field by itself: what fits and what does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'jid':'jid-of-the-mail'} | {'jid':'jid-of-the-mai'}",
                "{'jids':['another-jid','jid-of-the-mail']} | {'jids':['another-jid','JID-OF-THE-MAIL']}",
                "{'queue':'bulk'} | {'queue':'bul*'}",
                "{'jobtype':'mail'} | {'jobtype':'Mail'}",
                "{'jobtypes':['fax','mail']} | {'jobtypes':['fax','m?il']}",
                "{'label':'blue'} | {'label':'green'}",
                "{'labels':['eu','blue']} | {'labels':['eu','green']}",
                "{'version':'1.4.2'} | {'version':'1.4'}",
                "{'hosts':['host-6','host-7']} | {'host':'host'}",
                "{'state':'running'} | {'state':'waiting'}",
                "{'created_after':'2026-01-31T11:59:59Z'} | {'created_after':'2026-01-31T12:00:00Z'}",
                "{'created_before':'2026-01-31T13:00:01+01:00'} | {'created_before':'2026-01-31T12:00:00Z'}",
                "{'started_after':'2026-01-31T12:00:09.9Z'} | {'started_after':'2026-01-31T12:00:10Z'}",
                "{'started_before':'2026-01-31T12:00:10.1Z'} | {'started_before':'2026-01-31T12:00:10Z'}",
                "{'custom':{'tenant':'7'}} | {'custom':{'tenant':'8'}}",
                "{'custom':{'tenant':7,'shard':'12'}} | {'custom':{'tenant':7,'shard':13}}",
                "{'custom':{'dry':true}} | {'custom':{'dry':'True'}}",
                "{'custom':{'share':0.5}} | {'custom':{'share':'0.50'}}",
                "{'queue':'bulk','custom':{'shard':12}} | {'custom':{'list':'[7]'}}",
                "{'queue':'bulk','jobtype':'mail','state':'both'} | {'queue':'bulk','jobtype':'fax'}",
                "{'all':true} | {'custom':{'nothing':'null'}}",
                "{'all':false,'queue':'bulk'} | {'custom':{'unheard-of':''}}",
            })
    void matchesToTheLetter(String fits, String doesNot) {
        for (String text : List.of(fits.replace('\'', '"'), doesNot.replace('\'', '"'))) {
            JobFilter filter = JobFilter.fromJson(text);
            assertThat(matches(filter)).as(text).isEqualTo(text.equals(fits.replace('\'', '"')));
            assertThat(JobFilter.fromJson(filter.toJson())).isEqualTo(filter).hasSameHashCodeAs(filter);
            assertThat(JobFilter.fromJson(filter.toJson().toString())).hasToString(filter.toString());
        }
    }

    @Test
    void whatIsNotKnownDoesNotMatch() {
        Job bare = Job.of("mail");
        assertThat(JobFilter.EMPTY.withCreatedAfter(NOON).matches(bare, NOON, WORKER))
                .isFalse();
        assertThat(JobFilter.EMPTY.withCreatedBefore(NOON).matches(bare, NOON, WORKER))
                .isFalse();
        assertThat(matchesWaiting(JobFilter.EMPTY.withStartedBefore(Instant.MAX)))
                .isFalse();
        assertThat(matchesWaiting(JobFilter.EMPTY.withStartedAfter(Instant.MIN)))
                .isFalse();
        assertThat(matchesWaiting(JobFilter.EMPTY.withState(State.WAITING))).isTrue();
        assertThat(JobFilter.EMPTY.withVersions("1").matches(JOB, NOON, WorkerFacts.UNKNOWN))
                .isFalse();
        assertThat(JobFilter.EMPTY.withLabels("blue").matches(JOB, NOON, WorkerFacts.UNKNOWN))
                .isFalse();
    }

    @Test
    void isBuiltAsItIsRead() {
        JobFilter built = JobFilter.EMPTY
                .withJids(List.of("jid-1", "jid-2"))
                .withQueues("old")
                .withQueues("bulk")
                .withJobtypes("mail", "fax")
                .withLabels("blue")
                .withVersions("1.4.2")
                .withHosts("host-7")
                .withState(State.RUNNING)
                .withCreatedAfter(NOON)
                .withCreatedBefore(NOON.plusSeconds(60))
                .withStartedAfter(NOON)
                .withStartedBefore(NOON.plusSeconds(60))
                .withCustom("tenant", "7")
                .withCustom("shard", "12");

        assertThat(built.toJson().toString()).isEqualTo("""
            {"jids":["jid-1","jid-2"],"queue":"bulk","jobtypes":["mail","fax"],"label":"blue","version":"1.4.2",\
            "host":"host-7","created_after":"2026-01-31T12:00:00Z","created_before":"2026-01-31T12:01:00Z",\
            "started_after":"2026-01-31T12:00:00Z","started_before":"2026-01-31T12:01:00Z","state":"running",\
            "custom":{"tenant":"7","shard":"12"}}\
            """);
        assertThat(JobFilter.fromJson(built.toJson())).isEqualTo(built);
        assertThat(built)
                .hasToString("running, jid jid-1 or jid-2, queue bulk, jobtype mail or fax, label blue, version 1.4.2,"
                        + " host host-7, created after 2026-01-31T12:00:00Z, created before 2026-01-31T12:01:00Z,"
                        + " started after 2026-01-31T12:00:00Z, started before 2026-01-31T12:01:00Z,"
                        + " custom tenant=7 and shard=12");
        assertThat(JobFilter.all().toJson().toString()).isEqualTo("{\"all\":true}");
        assertThat(JobFilter.EMPTY.toJson().toString()).isEqualTo("{}");
        assertThat(JobFilter.fromJson("{}")).isEqualTo(JobFilter.EMPTY).hasToString("no job");
        assertThat(JobFilter.all()).hasToString("every job");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'job_type':'a'} | unknown field job_type in a filter; it may have jid, queue, jobtype, label,"
                        + " version, host, created_after, created_before, started_after, started_before, state, custom, or"
                        + " nothing but all",
                "{'queue':7} | queue: must be a text or a list of texts, not 7",
                "{'queues':['a',null]} | queues: must be a text or a list of texts, not null",
                "{'queue':{'a':1}} | queue: must be a text or a list of texts, not an object",
                "{'queue':'a','queues':['b']} | give either queue or queues, not both",
                "{'jids':[]} | jids: the list is empty; give at least one, or leave it out for any",
                "{'queue':' '} | queue: the text is empty; leave it out for any",
                "{'state':'Running'} | state: must be running, waiting or both, not \"Running\"",
                "{'created_before':'yesterday'} | created_before: must be a time such as \"2026-01-31T08:00:00Z\", not"
                        + " \"yesterday\"",
                "{'started_after':1700000000} | started_after: must be a time such as \"2026-01-31T08:00:00Z\", not"
                        + " 1700000000",
                "{'custom':'tenant=7'} | custom: must be an object such as {\"tenant\":\"7\"}, not \"tenant=7\"",
                "{'custom':{}} | custom: the object is empty; leave it out for any",
                "{'custom':{'a':null}} | custom a: must be a text, a number, true or false, not null",
                "{'all':1} | all: must be true, not 1",
                "{'all':true,'queue':'a'} | give either all or what the jobs must fit, not both",
                "['a'] | a filter is a JSON object, such as {\"jobtype\":\"mail\"}, not a list",
                "null | a filter is a JSON object, such as {\"jobtype\":\"mail\"}, not null",
                "{'state':'waiting','started_before':'2026-01-31T08:00:00Z'} | a job that waits has not started: leave"
                        + " out state waiting, or started_after and started_before",
                "{'created_after':'2026-01-31T08:00:00Z','created_before':'2026-01-31T08:00:00Z'} | created_after"
                        + " 2026-01-31T08:00:00Z must be earlier than created_before 2026-01-31T08:00:00Z: no job fits"
                        + " both",
            })
    void saysWhatDoesNotFit(String json, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobFilter.fromJson(json.replace('\'', '"')))
                .withMessage(why);
    }

    /** Not JSON, a field that is there twice, more after the end, no end. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"queue\":\"a\"", "{\"queue\":\"a\",\"queue\":\"b\"}", "{} {}", "{}x", "{'a':1}"})
    void refusesWhatIsNoJson(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobFilter.fromJson(text))
                .withMessageStartingWith("a filter is ")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @Test
    void refusesDeepAndForgedText() {
        assertThatIllegalArgumentException().isThrownBy(() -> JobFilter.fromJson("[".repeat(100_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobFilter.fromJson("{\"a\\nb" + "x".repeat(10_000) + "\":1}"))
                .satisfies(refused -> assertThat(refused.getMessage())
                        .contains("a\\nbx")
                        .doesNotContain("\n")
                        .hasSizeLessThan(600));
    }

    @Test
    void isLimited() {
        List<String> jids = IntStream.range(0, 5_001).mapToObj(i -> "jid-" + i).toList();
        assertThat(JobFilter.EMPTY.withJids(jids.subList(0, 5_000)))
                .hasToString("jid jid-0 or jid-1 or jid-2 or jid-3 or jid-4 or 4995 more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobFilter.EMPTY.withJids(jids))
                .withMessage("jids: a filter takes 5000 at most, not 5001; use several filters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobFilter.EMPTY.withQueues(jids.toArray(String[]::new)))
                .withMessage("queues: a filter takes 1000 at most, not 5001; use several filters");
        assertThatIllegalArgumentException().isThrownBy(() -> JobFilter.EMPTY.withJids(Collections.emptyList()));
    }
}
