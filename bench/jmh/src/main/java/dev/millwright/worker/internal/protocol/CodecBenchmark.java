package dev.millwright.worker.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millwright.worker.Job;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Bytes to replies, replies to jobs, and jobs and reports to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /** A job as the server hands it out. */
    private static final byte[] JSON = ("{\"jid\":\"b4a577edbccf1d805744efa9\",\"queue\":\"default\","
                    + "\"jobtype\":\"sample.noop\",\"args\":[12345,\"hello\"],"
                    + "\"created_at\":\"2026-11-25T02:33:40.123456789Z\","
                    + "\"enqueued_at\":\"2026-11-25T02:33:40.123466789Z\",\"reserve_for\":1800,\"retry\":25}")
            .getBytes(UTF_8);

    private static final Instant NOW = Instant.parse("2026-11-25T02:33:41Z");

    private final ByteBuf replies =
            Unpooled.wrappedBuffer(("+OK\r\n$" + JSON.length + "\r\n").getBytes(UTF_8), JSON, "\r\n".getBytes(UTF_8));
    private final ReplyDecoder decoder = new ReplyDecoder();
    private final Job job = Job.builder("thumbnail")
            .args("cat.png", 200, 150)
            .custom("tenant", "acme")
            .build();

    /** What a lane reads for each job: the reply to its report, and the one to its FETCH. */
    @Benchmark
    public void decodeReplies(Blackhole blackhole) throws ProtocolException {
        replies.readerIndex(0);
        blackhole.consume(decoder.decode(replies));
        blackhole.consume(decoder.decode(replies));
    }

    @Benchmark
    public Job decodeJob() throws JobFormatException {
        return JobCodec.decode(JSON);
    }

    @Benchmark
    public byte[] encodeJob() {
        return JobCodec.encode(job, NOW);
    }

    @Benchmark
    public byte[] encodeAck() {
        return Commands.ack("b4a577edbccf1d805744efa9");
    }
}
