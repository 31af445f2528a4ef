package io.ordinal.repl;

import io.ordinal.client.ScanFailedException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Runs command lines, one after another, and says to the output what is wrong with them. For one thread. */
public final class Interpreter {
    private final Commands commands;
    private final Session session;
    private boolean exited;

    public Interpreter(Commands commands, Session session) {
        this.commands = commands;
        this.session = session;
    }

    /** Whether {@code exit} was run: the rest is not wanted. */
    public boolean isExited() {
        return exited;
    }

    /** Runs one line; a blank one, or a comment, does nothing and works. */
    public ExitStatus run(String line) {
        return guarded(() -> {
            List<Word> words = Words.split(line);
            return words.isEmpty() ? ExitStatus.OK : dispatch(words);
        });
    }

    /** Runs one command that is split into words already, by a shell. */
    public ExitStatus run(List<Word> words) {
        return guarded(() -> dispatch(words));
    }

    private ExitStatus guarded(Supplier<ExitStatus> action) {
        try {
            return action.get();
        } catch (SyntaxException e) {
            return problem(ExitStatus.USAGE, "", String.valueOf(e.getMessage()));
        } catch (CommandFailedException e) {
            return problem(e.status(), e.reason(), String.valueOf(e.getMessage()));
        } catch (ScanFailedException e) {
            return problem(ExitStatus.FAILED, "", String.valueOf(e.getMessage()));
        }
    }

    private ExitStatus dispatch(List<Word> words) {
        Command command = commands.require(words.get(0).text());
        Invocation invocation = Invocation.parse(command.spec(), words.subList(1, words.size()));
        exited |= command instanceof ExitCommand;
        return command.run(invocation, session);
    }

    private ExitStatus problem(ExitStatus status, String reason, String message) {
        session.out().problem(status, reason, message);
        return status;
    }

    /**
     * Runs a script.
     *
     * @param keepGoing whether to go on after a command that did not end well
     * @return how the first command ended that did not end well
     */
    public ExitStatus runAll(Iterator<String> lines, boolean keepGoing) {
        ExitStatus first = ExitStatus.OK;
        while (lines.hasNext() && !exited) {
            ExitStatus status = run(lines.next());
            if (first == ExitStatus.OK) {
                first = status;
            }
            if (status != ExitStatus.OK && !keepGoing) {
                return first;
            }
        }
        return first;
    }
}
