using System.CommandLine;
using System.CommandLine.Help;

namespace StreamServer.Models.Commands;

/// <summary><c>models …</c>: lists, fetches, checks, removes, chooses, measures and converts models.</summary>
internal static class ModelsCommand
{
    /// <param name="open">The models folder and the console; called when a command runs.</param>
    /// <param name="more">Commands of the rooms above, which run models.</param>
    public static Command Create(Func<ModelsContext> open, params IEnumerable<Command> more)
    {
        Command models = new("models", "List, fetch, check, choose and convert models.")
        {
            ListModels.Create(open),
            PullModel.Create(open),
            VerifyModels.Create(open),
            RemoveModel.Create(open),
            UseModel.Create(open),
            ConvertModel.Create(open),
        };
        foreach (Command command in more)
        {
            models.Add(command);
        }

        // Alone it is a question, not a mistake; but nothing was done.
        models.SetAction(result =>
        {
            new HelpAction().Invoke(result);
            return 2;
        });
        return models;
    }

    /// <summary>The name of one model.</summary>
    public static Argument<string> NameArgument() => new("NAME") { Description = "A model's name, as ./run.sh models list has it." };
}
