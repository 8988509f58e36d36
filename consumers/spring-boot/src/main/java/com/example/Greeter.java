package com.example;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobType;
import dev.millwright.worker.TypedJobHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** A job function is a bean like any other. */
@Component
class Greeter implements TypedJobHandler<Greeter.Visitor> {
    static final JobType<Visitor> GREET = JobType.of("greet", Visitor.class);

    private static final Logger LOG = LoggerFactory.getLogger(Greeter.class);

    record Visitor(String name, int times) {}

    @Override
    public void run(JobContext context, Visitor visitor) {
        LOG.info("Hello {}, {} times", visitor.name(), visitor.times());
    }
}
