using System.Text.RegularExpressions;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;

namespace StreamServer.Tests.Normalization.Languages;

/// <summary>The schema of the data files: what the loader does not need to know, but a reader of the text would hear.</summary>
public sealed partial class LanguageDataTests
{
    private static readonly string[] Shared = ["Rules/units.tsv", "Rules/currencies.tsv"];
    private static readonly string[] Own = ["words.tsv", "numbers.tsv", "units.tsv", "currencies.tsv", "lists.tsv", "forms.tsv"];

    public static TheoryData<string> Folders => [.. LanguageCatalog.All.Select(language => language.Folder)];

    [Fact]
    public void Every_file_belongs_to_a_language_and_every_language_has_all_of_them()
    {
        IEnumerable<string> wanted = Shared.Concat(
            LanguageCatalog.All.SelectMany(language => Own, (language, file) => $"{language.Folder}/{file}"));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), LanguageFile.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Fields_have_no_blanks_around_them_and_none_twice()
    {
        List<string> wrong = [];
        foreach (LanguageRow row in LanguageFile.Names.SelectMany(LanguageFile.Read))
        {
            wrong.AddRange(row.Fields.Where(field => field != field.Trim() || field.Contains("  ", StringComparison.Ordinal))
                .Select(field => $"{row.File}:{row.Line} '{field}'"));
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_row_stands_twice(string folder)
    {
        List<string> wrong = [];
        foreach (string file in Own)
        {
            HashSet<string> seen = [];
            foreach (LanguageRow row in LanguageFile.Read($"{folder}/{file}"))
            {
                IEnumerable<string> keys = file switch
                {
                    "lists.tsv" => row.Fields[1..].Select(word => $"{row.Name} {word}"),
                    "forms.tsv" => [$"{row.Name} {row[1]}"],
                    _ => [row.Name],
                };
                wrong.AddRange(keys.Where(key => !seen.Add(key)).Select(key => $"{row.File}:{row.Line} {key}"));
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_language_of_Latin_letters_lacks_no_word_unit_or_currency(string folder)
    {
        if (LanguageCatalog.All.Single(language => language.Folder == folder).HasScript)
        {
            // What a language with a script of its own lacks is said in English, as its speakers do.
            Assert.NotEmpty(LanguageFile.Read($"{folder}/words.tsv"));
            return;
        }

        Assert.Empty(LanguageFile.NamesOf<Term>().Keys.Except(NamesIn($"{folder}/words.tsv")));
        Assert.Empty(UnitTable.Places.Keys.Except(NamesIn($"{folder}/units.tsv")));
        Assert.Empty(CurrencyTable.Places.Keys.Except(NamesIn($"{folder}/currencies.tsv")));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Names_of_months_stand_for_all_twelve_and_scales_for_scales(string folder)
    {
        List<LanguageRow> forms = LanguageFile.Read($"{folder}/forms.tsv");
        int[] months = [.. forms.Where(row => row.Name == "months").Select(row => int.Parse(row[2])).Distinct().Order()];
        Assert.True(months.Length == 0 || months.SequenceEqual(Enumerable.Range(1, 12)),
            $"{folder} names months {string.Join(", ", months)}.");

        string[] scales = [.. Enum.GetValues<Scale>().Select(LanguageFile.NameOf)];
        IEnumerable<string> unknown = forms.Where(row => row.Name is "scales" or "attached-scales" or "money-scales").Select(row => row[2])
            .Except(scales);
        Assert.Empty(unknown);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void What_is_said_has_no_digit_and_no_sign(string folder)
    {
        IEnumerable<string> said = LanguageFile.Read($"{folder}/words.tsv").SelectMany(row => row.Fields[1..])
            .Concat(LanguageFile.Read($"{folder}/units.tsv").SelectMany(row => row.Fields[1..3]))
            .Concat(LanguageFile.Read($"{folder}/currencies.tsv").SelectMany(row => row.Fields[1..Math.Min(5, row.Fields.Length)]))
            .Concat(LanguageFile.Read($"{folder}/numbers.tsv").Select(row => row[1]));
        Assert.DoesNotContain(said, word => DigitOrSign().IsMatch(word));
    }

    [Fact]
    public void No_letter_of_an_Indic_script_stands_outside_the_languages()
    {
        string root = Path.Combine(Repository.Root, "Normalization");
        string[] files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Path.Combine(root, "Languages"), StringComparison.Ordinal))];
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => IndicLetter().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(root, file)));
    }

    [Fact]
    public void No_stage_names_a_language()
    {
        string root = Path.Combine(Repository.Root, "Normalization", "Stages");
        Assert.Empty(Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => NamedLanguage().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(root, file)));
    }

    private static IEnumerable<string> NamesIn(string path) => LanguageFile.Read(path).Select(row => row.Name);

    [GeneratedRegex(@"[0-9&@#%+=/\\<>]")]
    private static partial Regex DigitOrSign();

    [GeneratedRegex(@"[\u0900-\u0DFF]")]
    private static partial Regex IndicLetter();

    [GeneratedRegex(@"\b(English|Hindi|Telugu|French)(Rules|Numbers|Endings|Ordinals)\b|"
        + @"\bLanguage\.(English|Hindi|Telugu|French)\b|IsTelugu|IsDevanagari")]
    private static partial Regex NamedLanguage();
}
