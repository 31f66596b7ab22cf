using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace StreamServer.Models.Commands;

/// <summary>Options with numbers above 0, which say what they want instead of naming a type of the language.</summary>
internal static class NumberOptions
{
    public static Option<double> Positive(string name, string description, double otherwise) => new(name)
    {
        Description = description + ".",
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = argument => double.TryParse(Text(argument), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) && number > 0
                ? number
                : Mistake(argument, $"{name} {Text(argument)} is not a number above 0.", otherwise),
    };

    /// <param name="otherwise">0 when there is no default to show: the value of an option that is not given.</param>
    public static Option<int> Whole(string name, string description, int otherwise) => new(name)
    {
        Description = description + ".",
        HelpName = "N",
        DefaultValueFactory = otherwise > 0 ? _ => otherwise : null,
        CustomParser = argument => TryWhole(Text(argument), out int number)
            ? number
            : Mistake(argument, $"{name} {Text(argument)} is not a whole number above 0.", otherwise),
    };

    /// <summary>Several, separated by commas.</summary>
    public static Option<int[]> Wholes(string name, string description, int[] otherwise, int least = 1) => new(name)
    {
        Description = description + ".",
        HelpName = "N,N",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = otherwise.Length > 0 ? _ => otherwise : null,
        CustomParser = argument =>
        {
            List<int> numbers = [];
            foreach (string part in Text(argument).Split(','))
            {
                if (!TryWhole(part, out int number, least))
                {
                    return Mistake(argument, $"{name} {Text(argument)}: '{part}' is not a whole number from {least} on.", otherwise);
                }

                numbers.Add(number);
            }

            return [.. numbers];
        },
    };

    private static string Text(ArgumentResult argument) => argument.Tokens[0].Value;

    private static bool TryWhole(string text, out int number, int least = 1) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least;

    private static T Mistake<T>(ArgumentResult argument, string message, T otherwise)
    {
        argument.AddError(message);
        return otherwise;
    }
}
