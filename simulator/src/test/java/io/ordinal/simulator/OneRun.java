package io.ordinal.simulator;

/** A JVM that makes one run and ends. */
final class OneRun {
    private OneRun() {}

    public static void main(String[] args) {
        int violated = SeedRuns.run(Long.parseLong(args[0]), 1, System.out);
        System.exit(violated);
    }
}
