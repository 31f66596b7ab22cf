using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>Reads the members that say how text becomes what is said.</summary>
internal static class NormalizationReader
{
    /// <summary>Entries that one request may bring.</summary>
    private const int MaxWords = 1000;

    private const string DefaultLanguage = "en";

    private static readonly string[] Codes = [.. LanguageCatalog.All.Select(language => language.Code)];

    /// <param name="defaults">Of this server.</param>
    /// <param name="spoken">Codes of the languages that the model speaks; empty when it names none, or when nothing is spoken.</param>
    /// <param name="ofVoice">In which language the voice says numbers when the caller does not say; null leaves it to the server.</param>
    public static NormalizationOptions Read(JsonMembers members, NormalizationOptions defaults, IReadOnlyList<string> spoken, NumberLanguage? ofVoice = null)
    {
        string language = members.Choice("language", DefaultLanguage, Codes);
        if (language != DefaultLanguage && spoken.Count > 0 && !spoken.Contains(language))
        {
            members.Add("language", $"is not spoken by this model, which speaks {string.Join(", ", spoken)}; /v1/tts/normalize takes it");
        }

        string numbers = members.Choice("number_language", (ofVoice ?? defaults.NumberLanguage).ToString().ToLowerInvariant(), "english", "text");
        string dates = members.Choice("date_order", "dmy", "dmy", "mdy", "ymd");
        return new NormalizationOptions
        {
            Language = LanguageCatalog.LatinOf(language) ?? Language.English,
            NumberLanguage = Enum.Parse<NumberLanguage>(numbers, ignoreCase: true),
            DateOrder = Enum.Parse<DateOrder>(dates, ignoreCase: true),
            Lexicon = ReadLexicon(members),
            HouseRules = defaults.HouseRules,
        };
    }

    private static Lexicon ReadLexicon(JsonMembers members)
    {
        if (members.Take("lexicon") is not { } value)
        {
            return Lexicon.Empty;
        }

        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(word => word.Value.ValueKind != JsonValueKind.String))
        {
            members.Add("lexicon", "must be an object of words and their spoken forms");
            return Lexicon.Empty;
        }

        if (value.EnumerateObject().Count() > MaxWords)
        {
            members.Add("lexicon", $"must have at most {MaxWords} words");
            return Lexicon.Empty;
        }

        try
        {
            return new Lexicon(value.EnumerateObject().Select(word => KeyValuePair.Create(word.Name, word.Value.GetString()!)));
        }
        catch (FormatException exception)
        {
            members.Add("lexicon", $"is wrong: {exception.Message.TrimEnd('.')}");
            return Lexicon.Empty;
        }
    }
}
