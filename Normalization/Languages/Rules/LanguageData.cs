namespace StreamServer.Normalization.Languages.Rules;

/// <summary>The data files of one language, read once when the language is first asked for. Immutable.</summary>
internal sealed class LanguageData
{
    private readonly string?[] _terms = new string?[Enum.GetValues<Term>().Length];
    private readonly Forms?[] _units = new Forms?[UnitTable.Places.Count];
    private readonly Forms?[] _currencies = new Forms?[CurrencyTable.Places.Count];
    private readonly Dictionary<string, string> _numbers = [];

    /// <param name="language">Name of the folder.</param>
    /// <param name="fallback">The language whose words are said for what is missing; null when nothing may be missing.</param>
    /// <exception cref="FormatException">A file is wrong; says file and line.</exception>
    public LanguageData(string language, LanguageData? fallback)
    {
        ReadTerms(language);
        ReadForms($"{language}/units.tsv", UnitTable.Places, _units);
        ReadForms($"{language}/currencies.tsv", CurrencyTable.Places, _currencies);
        foreach (LanguageRow row in LanguageFile.Read($"{language}/numbers.tsv"))
        {
            Require(_numbers.TryAdd(row.Name, row[1]), row, "is there already");
        }

        Complete(language, LanguageFile.NamesOf<Term>().Keys, _terms, fallback?._terms, "words.tsv");
        Complete(language, UnitTable.Places.Keys, _units, fallback?._units, "units.tsv");
        Complete(language, CurrencyTable.Places.Keys, _currencies, fallback?._currencies, "currencies.tsv");
    }

    /// <summary>Names of the months, January first.</summary>
    public string[] Months { get; private set; } = [];

    public string this[Term term] => _terms[(int)term]!;

    public Forms Of(Unit unit) => _units[unit.Index]!;

    public Forms Of(Currency currency) => _currencies[currency.Index]!;

    /// <summary>The name of a number, or of a power of ten: <c>10^3</c>.</summary>
    /// <exception cref="FormatException">The file does not have it.</exception>
    public string Number(string number) => _numbers.TryGetValue(number, out string? name) ? name : throw new FormatException(
        $"numbers.tsv lacks '{number}'.");

    /// <summary>As <see cref="Number"/>; null when the file does not have it.</summary>
    public string? FindNumber(string number) => _numbers.GetValueOrDefault(number);

    /// <summary>Names of the numbers from 0 to <paramref name="last"/>.</summary>
    public string[] NumbersTo(int last) => [.. Enumerable.Range(0, last + 1).Select(number => Number($"{number}"))];

    private static void Require(bool holds, LanguageRow row, string what)
    {
        if (!holds)
        {
            throw row.Mistake($"'{row.Name}' {what}.");
        }
    }

    private void ReadTerms(string language)
    {
        Dictionary<string, Term> names = LanguageFile.NamesOf<Term>();
        foreach (LanguageRow row in LanguageFile.Read($"{language}/words.tsv"))
        {
            if (row.Name == "months")
            {
                Months = row.Fields[1..];
                Require(Months.Length == 12, row, "must have twelve names");
                continue;
            }

            Require(names.TryGetValue(row.Name, out Term term), row, "is the name of no word");
            Require(_terms[(int)term] is null && row.Fields.Length <= 2, row, "stands there twice");
            _terms[(int)term] = row[1];
        }
    }

    private static void ReadForms(string path, IReadOnlyDictionary<string, int> places, Forms?[] forms)
    {
        foreach (LanguageRow row in LanguageFile.Read(path))
        {
            Require(places.TryGetValue(row.Name, out int place), row, "is not in the table of all languages");
            Require(forms[place] is null && row.Fields.Length is >= 3 and <= 6, row, "stands there twice, or has too few forms");
            forms[place] = new Forms(row[1], row[2], row[3], row[4], row[5]);
        }
    }

    // What this language lacks is taken from the other, or is a mistake.
    private static void Complete<T>(string language, IEnumerable<string> names, T?[] own, T?[]? fallback, string file)
        where T : class
    {
        foreach ((string name, int place) in names.Select((name, place) => (name, place)))
        {
            own[place] ??= fallback?[place] ?? throw new FormatException($"{language}/{file} lacks '{name}'.");
        }
    }
}
