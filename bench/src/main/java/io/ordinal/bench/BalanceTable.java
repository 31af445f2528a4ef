package io.ordinal.bench;

import io.ordinal.ring.BalanceReport;

/** Prints the tables of docs/ring.md: how even placed rings are, without racks and with three. */
public final class BalanceTable {
    private static final int UP_TO_NODES = 100;

    private BalanceTable() {}

    public static void main(String[] args) {
        System.out.println("No racks:\n");
        BalanceReport.table(1, UP_TO_NODES).forEach(System.out::println);
        System.out.println("\nThree equal racks:\n");
        BalanceReport.table(3, UP_TO_NODES).forEach(System.out::println);
    }
}
