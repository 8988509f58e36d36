package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** The paused queues of a group in Redis. Any thread. */
final class RedisPauses implements PauseRecords {
    private static final String DOUBT = Long.toString(PauseRecord.DOUBT.toMillis());

    private final ScriptRunner scripts;
    private final Keys keys;

    RedisPauses(ScriptRunner scripts, Keys keys) {
        this.scripts = scripts;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Written> intend(long token, Intent intent) {
        return write("intend", token, intent.queue(), Word.of(intent.owner()), intent.by(), intent.why());
    }

    @Override
    public CompletionStage<Written> paused(long token, String queue) {
        return write("paused", token, queue, "", "", "");
    }

    @Override
    public CompletionStage<Written> resuming(long token, String queue, Owner who) {
        return write("resuming", token, queue, Word.of(who), "", "");
    }

    @Override
    public CompletionStage<Written> resumed(long token, String queue, Owner who) {
        return write("resumed", token, queue, Word.of(who), DOUBT, "");
    }

    private CompletionStage<Written> write(
            String what, long token, String queue, String who, String fifth, String sixth) {
        return scripts.run(
                        Script.PAUSE,
                        new String[] {keys.token(LEASE), keys.pauses()},
                        what,
                        Long.toString(token),
                        queue,
                        who,
                        fifth,
                        sixth)
                .thenApply(reply -> Written.valueOf(Replies.text(reply, 0).toUpperCase(Locale.ROOT)));
    }

    @Override
    public CompletionStage<All> all() {
        return scripts.run(Script.PAUSES, new String[] {keys.pauses()}).thenApply(RedisPauses::read);
    }

    private static All read(List<Object> reply) {
        List<PauseRecord> records = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (int i = 1; i + 1 < reply.size(); i += 2) {
            String queue = Replies.text(reply, i);
            PauseRecord.parse(queue, Replies.text(reply, i + 1))
                    .ifPresentOrElse(records::add, () -> unreadable.add(queue));
        }
        return new All(Replies.instant(reply, 0), records, unreadable);
    }
}
