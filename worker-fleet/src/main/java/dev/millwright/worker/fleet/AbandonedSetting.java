package dev.millwright.worker.fleet;

/**
 * What holds for a jobtype, and who says so, see {@link AbandonedOptions#explain}.
 *
 * @param field what is set, for instance {@code failing-for}
 * @param value to what, for instance {@code 30d}
 * @param rule the rule that says so, with its file and line, or {@code built in}
 */
public record AbandonedSetting(String field, String value, String rule) {}
