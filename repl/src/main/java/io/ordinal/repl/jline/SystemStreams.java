package io.ordinal.repl.jline;

import java.util.List;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Which of the process's standard streams are a terminal. */
record SystemStreams(boolean in, boolean out, boolean err) {
    static SystemStreams look() {
        List<TerminalProvider> providers =
                TerminalBuilder.builder().getProviders(null, new IllegalStateException("no provider of terminals"));
        return new SystemStreams(
                isTerminal(providers, SystemStream.Input),
                isTerminal(providers, SystemStream.Output),
                isTerminal(providers, SystemStream.Error));
    }

    private static boolean isTerminal(List<TerminalProvider> providers, SystemStream stream) {
        return providers.stream().anyMatch(provider -> provider.isSystemStream(stream));
    }
}
