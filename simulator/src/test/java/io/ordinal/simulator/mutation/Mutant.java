package io.ordinal.simulator.mutation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A mutation as classes: compiled into a folder that goes first on a class path. */
record Mutant(Mutation mutation, Path classes) {
    /**
     * What came of a mutant.
     *
     * @param seeds how many were run until it was noticed; all there were if it was not
     */
    record Fate(Mutation mutation, boolean noticed, int seeds, String how) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-9s %4d seeds  %-42s %s%n%26s%s",
                    noticed ? "noticed" : "SURVIVED",
                    seeds,
                    mutation,
                    mutation.rule(),
                    "",
                    how);
        }
    }

    /**
     * Compiles the mutated sources.
     *
     * @param root the folder that has the modules
     */
    static Mutant of(Mutation mutation, Path root, Path temporary) {
        try {
            Path sources = Files.createDirectories(temporary.resolve(mutation.name() + "/src"));
            Path classes = Files.createDirectories(temporary.resolve(mutation.name() + "/classes"));
            List<Path> mutated = new ArrayList<>();
            for (Path file : mutation.files()) {
                Path source = sources.resolve(file.getFileName());
                Files.writeString(source, mutation.applyTo(file, Files.readString(root.resolve(file))));
                mutated.add(source);
            }
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter said = new StringWriter();
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
                List<String> options = List.of(
                        "-proc:none",
                        "-nowarn",
                        "-parameters",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"));
                boolean compiles = compiler.getTask(
                                said, files, null, options, null, files.getJavaFileObjectsFromPaths(mutated))
                        .call();
                if (!compiles) {
                    throw new IllegalStateException("mutation " + mutation + " does not compile:\n" + said);
                }
            }
            return new Mutant(mutation, classes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs seeds in a JVM of its own until one is violated, {@code most} at most. */
    Fate run(int most) {
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx700m",
                            "-cp",
                            classes + File.pathSeparator + System.getProperty("java.class.path"),
                            UntilNoticed.class.getName(),
                            String.valueOf(most)))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int exitCode = process.waitFor();
            return fate(exitCode, said, most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** @throws IllegalStateException if the JVM ended for a reason of its own: then nothing was noticed */
    Fate fate(int exitCode, String said, int most) {
        String lastLine = said.substring(said.lastIndexOf('\n') + 1);
        if (exitCode == 0 && lastLine.equals(UntilNoticed.HELD)) {
            return new Fate(mutation, false, most, lastLine);
        }
        if (exitCode == 0 && lastLine.startsWith(UntilNoticed.NOTICED)) {
            String[] parts = lastLine.substring(UntilNoticed.NOTICED.length()).split(" ", 2);
            return new Fate(mutation, true, Integer.parseInt(parts[0]), parts[1]);
        }
        throw new IllegalStateException("the runs of " + mutation + " ended with " + exitCode + ":\n" + said);
    }
}
