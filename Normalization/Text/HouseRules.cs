namespace StreamServer.Normalization.Text;

/// <summary>The server's own words, from a text of lines <c>word = spoken form</c>. Immutable.</summary>
internal sealed class HouseRules
{
    public static readonly HouseRules Empty = new(Lexicon.Empty);

    private HouseRules(Lexicon lexicon) => Lexicon = lexicon;

    public Lexicon Lexicon { get; }

    /// <summary>Reads the rules: one a line, <c>#</c> starts a comment line, empty lines are skipped, the first <c>=</c> divides.</summary>
    /// <exception cref="FormatException">One sentence a mistake, each naming its line.</exception>
    public static HouseRules Parse(string text)
    {
        List<string> mistakes = [];
        Dictionary<string, (string Spoken, int Line)> words = new(StringComparer.Ordinal);
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            int equals = line.IndexOf('=');
            if (equals < 0)
            {
                mistakes.Add($"Line {number}: '{line}' has no '='; a rule is 'word = spoken form'.");
                continue;
            }

            string word = line[..equals].Trim().ToString();
            string spoken = line[(equals + 1)..].Trim().ToString();
            if (Lexicon.Mistake(word, spoken) is { } mistake)
            {
                mistakes.Add($"Line {number}: {mistake}");
            }
            else if (!words.TryAdd(word, (spoken, number)))
            {
                mistakes.Add($"Line {number}: '{word}' has a rule on line {words[word].Line} already.");
            }
        }

        if (mistakes.Count > 0)
        {
            throw new FormatException(string.Join(Environment.NewLine, mistakes));
        }

        return words.Count == 0 ? Empty
            : new HouseRules(new Lexicon(words.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Spoken))));
    }
}
