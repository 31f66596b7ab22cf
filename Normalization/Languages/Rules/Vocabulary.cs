using System.Buffers;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>
/// The closed lists of the languages that meet in one text: one that is written in Latin letters, and all that have a script of their own.
/// Read once; immutable.
/// </summary>
internal sealed class Vocabulary
{
    // Lists whose words are found in any case.
    private static readonly ListName[] AnyCase =
    [
        ListName.Codes, ListName.NumberedThings, ListName.Calls, ListName.Places, ListName.LabelledThings, ListName.LabelLinks,
        ListName.NumberLabels, ListName.DateLeads, ListName.LikelyDateLeads, ListName.PluralLeads, ListName.DurationLeads,
        ListName.DurationFollowers, ListName.CountingWords, ListName.MeasureNouns, ListName.CountedNouns, ListName.NoPlurals,
        ListName.YearLeads,
    ];

    private readonly WordList[] _lists;
    private readonly WordMap[] _maps;

    /// <param name="folders">Folders of the languages; where two say something else for the same form, the first counts.</param>
    /// <exception cref="FormatException">A file is wrong; says file and line.</exception>
    public Vocabulary(IReadOnlyList<string> folders)
    {
        Dictionary<ListName, List<string>> lists = [];
        Dictionary<MapName, Dictionary<string, string>> maps = [];
        foreach (string folder in folders)
        {
            ReadLists($"{folder}/lists.tsv", lists);
            ReadMaps($"{folder}/forms.tsv", maps);
        }

        _lists = [.. Enum.GetValues<ListName>().Select(name => new WordList(lists.GetValueOrDefault(name) ?? [], ComparerOf(name)))];
        _maps = [.. Enum.GetValues<MapName>().Select(name => new WordMap(maps.GetValueOrDefault(name) ?? new(ComparerOf(name))))];
        HasLatinForms = this[MapName.FullForms].Forms.ToArray().Any(form => form.Key[0] < '\u0900');
        MonthStarts = SearchValues.Create(
            [.. this[MapName.Months].Forms.ToArray().Select(form => form.Key[..3]).Distinct()], StringComparison.OrdinalIgnoreCase);
        Secrets = Anywhere(StringComparison.OrdinalIgnoreCase, ListName.Codes, ListName.NumberedThings, ListName.LabelledThings, ListName.Calls, ListName.CallsBehind, ListName.CodesBehind, ListName.LabelEnds);
        KeySigns = SearchValues.Create([.. this[ListName.KeyLeads].Words.DefaultIfEmpty("\0")], StringComparison.OrdinalIgnoreCase);
        StreetSigns = SearchValues.Create([.. this[MapName.StreetWays].Forms.ToArray().Select(form => " " + form.Key)], StringComparison.OrdinalIgnoreCase);
        AddressWords = SearchValues.Create([.. this[ListName.AddressWords].Words.Select(word => char.IsAscii(word[0]) ? " " + word : word)], StringComparison.Ordinal);
        TimeSigns = SearchValues.Create(
            [":", "am", "pm", "a.m", "p.m", "a. m", "p. m", ".00", ".15", ".30", ".45", .. this[ListName.HourWords].Words, .. this[ListName.HourMarks].Words], StringComparison.OrdinalIgnoreCase);
        MoneySigns = SearchValues.Create(
            [.. CurrencyTable.Signs.Select(sign => sign.ToString()), .. CurrencyTable.Codes, .. this[MapName.RupeeForms].Forms.ToArray().Select(form => form.Key), "/-"],
            StringComparison.Ordinal);
    }

    /// <summary>Whether a full form is written in Latin letters.</summary>
    public bool HasLatinForms { get; }

    /// <summary>A text without any of these names no month.</summary>
    public SearchValues<string> MonthStarts { get; }

    /// <summary>A text without any of these has no number that is said digit by digit because of a word.</summary>
    public SearchValues<string> Secrets { get; }

    /// <summary>Words that speak of the keys of a telephone.</summary>
    public SearchValues<string> KeySigns { get; }

    /// <summary>A text without any of these has no short name of a street.</summary>
    public SearchValues<string> StreetSigns { get; }

    /// <summary>Words in a postal address, those in Latin letters with the space before them.</summary>
    public SearchValues<string> AddressWords { get; }

    /// <summary>A text without any of these has no time of day.</summary>
    public SearchValues<string> TimeSigns { get; }

    /// <summary>A text without any of these has no amount of money.</summary>
    public SearchValues<string> MoneySigns { get; }

    public WordList this[ListName name] => _lists[(int)name];

    public WordMap this[MapName name] => _maps[(int)name];

    private static StringComparer ComparerOf(ListName name) => AnyCase.Contains(name) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private static StringComparer ComparerOf(MapName name) =>
        name is MapName.Months or MapName.StreetWays or MapName.DottedLetters or MapName.SlashedLetters ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private SearchValues<string> Anywhere(StringComparison comparison, params ReadOnlySpan<ListName> names)
    {
        List<string> words = [];
        foreach (ListName name in names)
        {
            words.AddRange(this[name].Words);
        }

        return SearchValues.Create([.. words], comparison);
    }

    private static void ReadLists(string path, Dictionary<ListName, List<string>> lists)
    {
        Dictionary<string, ListName> names = LanguageFile.NamesOf<ListName>();
        foreach (LanguageRow row in LanguageFile.Read(path))
        {
            if (!names.TryGetValue(row.Name, out ListName name) || row.Fields.Length < 2 || row.Fields.Any(string.IsNullOrEmpty))
            {
                throw row.Mistake($"'{row.Name}' is the name of no list, or a word is empty.");
            }

            if (!lists.TryGetValue(name, out List<string>? words))
            {
                lists.Add(name, words = []);
            }

            words.AddRange(row.Fields[1..]);
        }
    }

    private static void ReadMaps(string path, Dictionary<MapName, Dictionary<string, string>> maps)
    {
        Dictionary<string, MapName> names = LanguageFile.NamesOf<MapName>();
        foreach (LanguageRow row in LanguageFile.Read(path))
        {
            if (!names.TryGetValue(row.Name, out MapName name) || row.Fields.Length != 3 || row[1].Length == 0)
            {
                throw row.Mistake($"a row is a name of a map, a written form and what it stands for.");
            }

            if (!maps.TryGetValue(name, out Dictionary<string, string>? forms))
            {
                maps.Add(name, forms = new(ComparerOf(name)));
            }

            forms.TryAdd(row[1], row[2]);
        }
    }
}
