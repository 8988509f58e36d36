package com.example

import dev.millwright.worker.JobArgs
import dev.millwright.worker.JobArgsException
import dev.millwright.worker.JobOutcome
import dev.millwright.worker.Worker
import dev.millwright.worker.testkit.FaktoryTest
import dev.millwright.worker.testkit.Jobs
import dev.millwright.worker.testkit.WorkerSetup
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import tools.jackson.module.kotlin.jacksonObjectMapper

@FaktoryTest
class WelcomeTest {
    @WorkerSetup
    fun functions(worker: Worker.Builder) {
        worker.register(WELCOME, ::welcome)
    }

    @Test
    fun dataClassesAreArgs(jobs: Jobs) {
        assertEquals(JobOutcome.Ack.INSTANCE, jobs.run(WELCOME.job(Visitor("Ada", 2))))
    }

    @Test
    fun whatIsLeftOutHasItsDefault() {
        assertEquals(Visitor("Ada"), WELCOME.decode(JobArgs.parse("""[{"name":"Ada"}]""")))
        assertEquals(Visitor("Ada", 3), JobArgs.parse("""[{"name":"Ada","times":3}]""").get(0, Visitor::class.java))
    }

    @Test
    fun aMapperOfOnesOwnBringsTheModuleItself() {
        val welcome = WELCOME.withMapper(jacksonObjectMapper())
        assertEquals(Visitor("Ada"), welcome.decode(JobArgs.parse("""[{"name":"Ada"}]""")))
    }

    @Test
    fun nullDoesNotFitWhereItMayNotBe() {
        val thrown = assertThrows(JobArgsException::class.java) { WELCOME.decode(JobArgs.parse("""[{"name":null}]""")) }
        assertTrue(thrown.message!!.startsWith("welcome: argument 1 does not fit com.example.Visitor"), thrown.message)
    }
}
