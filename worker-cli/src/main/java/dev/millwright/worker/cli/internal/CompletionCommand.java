package dev.millwright.worker.cli.internal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code generate-completion}: a script for the user's shell. */
@Command(
        name = "generate-completion",
        description = {
            "Prints a script that lets bash or zsh complete this program's commands and options.",
            "For this session, in either shell:",
            "  source <(millwright generate-completion bash)",
            "For good, in bash:",
            "  millwright generate-completion bash > ~/.millwright.bash",
            "  echo 'source ~/.millwright.bash' >> ~/.bashrc",
            "For good, in zsh:",
            "  millwright generate-completion zsh > ~/.millwright.zsh",
            "  echo 'source ~/.millwright.zsh' >> ~/.zshrc"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    /** The shells there is a script for; it is the same one, which finds out where it runs. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
    private @Nullable Shell shell;

    @Override
    public Integer call() {
        if (spec == null || shell == null) {
            throw new IllegalStateException("called without picocli");
        }
        CommandLine root = spec.root().commandLine();
        spec.commandLine().getOut().println(AutoComplete.bash(root.getCommandName(), root));
        return 0;
    }
}
