package io.ordinal.launcher;

import io.ordinal.node.UnknownFormatException;
import io.ordinal.node.file.DataFolderException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into a line for people. Only what is our own fault shows where in the code it happened. */
final class ErrorMessages implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof LaunchException known) {
            command.getErr().println("ordinal: " + known.getMessage());
            return known.exitCode();
        }
        if (failure instanceof DataFolderException || failure instanceof UnknownFormatException) {
            command.getErr().println("ordinal: " + failure.getMessage());
            return ExitCode.FAILED;
        }
        command.getErr().println("ordinal: this should not have happened, please report it with what follows");
        failure.printStackTrace(command.getErr());
        return ExitCode.FAILED;
    }
}
