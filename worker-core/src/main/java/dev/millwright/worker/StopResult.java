package dev.millwright.worker;

/**
 * How a worker ended.
 *
 * @param interrupted how many jobs were interrupted by the shutdown
 * @param unreported how many reports could not be delivered; the server hands those jobs out again
 *     when their reservations have run out
 * @param abandoned how many functions still ran when the cleanup grace was over
 */
public record StopResult(int interrupted, int unreported, int abandoned) {
    /**
     * Whether every job finished undisturbed and was reported.
     *
     * @return true if nothing was interrupted or left unreported
     */
    public boolean clean() {
        return interrupted == 0 && unreported == 0;
    }
}
