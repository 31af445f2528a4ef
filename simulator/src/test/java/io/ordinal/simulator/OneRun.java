package io.ordinal.simulator;

/** A JVM that makes one run, says what came of it, and ends. */
final class OneRun {
    private OneRun() {}

    public static void main(String[] args) {
        Report report = Simulation.run(Long.parseLong(args[0]));
        System.out.print(report);
        System.exit(report.isGreen() ? 0 : 1);
    }
}
