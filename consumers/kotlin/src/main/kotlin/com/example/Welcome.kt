package com.example

import dev.millwright.worker.JobContext
import dev.millwright.worker.JobType

data class Visitor(val name: String, val times: Int = 1)

val WELCOME: JobType<Visitor> = JobType.of("welcome", Visitor::class.java)

fun welcome(context: JobContext, visitor: Visitor) {
    println("Hello ${visitor.name}, ${visitor.times} times, says ${context.job().jid()}")
}
