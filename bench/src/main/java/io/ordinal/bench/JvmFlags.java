package io.ordinal.bench;

/** What the JVM that runs a benchmark of Chronicle Queue must be told; surefire and the script say the same elsewhere. */
final class JvmFlags {
    static final String OPEN_REFLECT = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";
    static final String EXPORT_NIO = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";
    static final String EXPORT_REF = "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";
    static final String NO_ANNOUNCER = "-Dchronicle.announcer.disable=true";
    static final String NO_DISK_MONITOR = "-Dchronicle.disk.monitor.disable=true";
    static final String NO_ANALYTICS = "-Dchronicle.analytics.disable=true";

    private JvmFlags() {}
}
