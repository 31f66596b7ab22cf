using StreamServer.Inference;
using StreamServer.Models.Conversion;

namespace StreamServer.Models.Commands;

/// <summary>The options of <c>models convert</c>.</summary>
internal sealed record ConvertArguments
{
    public required string Converter { get; init; }

    public string? From { get; private init; }

    public string? Name { get; private init; }

    public string? To { get; private init; }

    public WeightFormat Weights { get; private init; }

    public WeightFormat Head { get; private init; }

    public bool FullHead { get; private init; }

    /// <summary>The entry whose conventions the new one gets.</summary>
    public string? Like { get; private init; }

    /// <exception cref="StreamException">An option that there is not, or one without a right value.</exception>
    public static ConvertArguments Parse(IReadOnlyList<string> args)
    {
        ConvertArguments result = new() { Converter = args.Count > 0 ? args[0] : "" };
        for (int i = 1; i < args.Count; i++)
        {
            string option = args[i];
            if (option == "--full-head")
            {
                result = result with { FullHead = true };
                continue;
            }

            string value = i + 1 < args.Count ? args[++i] : throw new StreamException(StreamError.ClientBadRequest, $"{option} needs a value.", option);
            result = option switch
            {
                "--from" => result with { From = value },
                "--name" => result with { Name = value },
                "--out" => result with { To = value },
                "--like" => result with { Like = value },
                "--weights" => result with { Weights = Format(option, value) },
                "--head" => result with { Head = Format(option, value) },
                _ => throw new StreamException(StreamError.ClientBadRequest, $"There is no option {option}; there are --from, --name, --out, --weights, --head, --full-head, --like.", option),
            };
        }

        return result.From is null
            ? throw new StreamException(StreamError.ClientBadRequest, "--from is missing: the checkpoint to convert.", "--from")
            : result;
    }

    private static WeightFormat Format(string option, string value) => value switch
    {
        "fp32" => WeightFormat.Fp32,
        "int8" => WeightFormat.Int8,
        "int4" => WeightFormat.Int4,
        _ => throw new StreamException(StreamError.ClientBadRequest, $"{option} {value} is not one of fp32, int8, int4.", option),
    };
}
