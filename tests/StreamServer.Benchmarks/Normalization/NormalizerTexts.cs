using System.Text;

namespace StreamServer.Benchmarks.Normalization;

/// <summary>Texts of stated lengths.</summary>
internal static class NormalizerTexts
{
    private const string HindiSentences =
        "[laugh] नमस्ते दोस्तों, आज मैं आपको एक मज़ेदार कहानी सुनाने जा रहा हूँ। क्या आप सब लोग तैयार हैं? चलिए शुरू करते हैं! ";

    private const string MixedSentences =
        "Dr. Rao paid $50 for 5km on 13/11/2025. The quick brown fox jumps over the lazy dog near the river bank today! "
        + "भारत की आबादी 1,400,000,000 है और यह बढ़ रही है। ఈ రోజు ఉష్ణోగ్రత 32°C ఉంది, బయటకి వెళ్ళకండి. Visit https://example.com, "
        + "please. ";

    /// <summary>100 characters.</summary>
    public static string Sentence { get; } = Fit(
        "Meeting on 2025-11-13 at 3:45 PM. Budget: ₹1,23,456. Call (415) 555-1234 or write to test@mail.com now", 100);

    /// <summary>100 characters that are already as they are said.</summary>
    public static string Plain { get; } = Fit(
        "the quick brown fox jumps over the lazy dog, and the dog does not mind it at all. would you mind it too", 100);

    /// <summary>877 characters with ten tags.</summary>
    public static string Hindi { get; } = Fit(Repeat(HindiSentences, 10), 877, "वह घर गया। ");

    /// <summary>5,000 characters.</summary>
    public static string Page { get; } = Fit(Repeat(MixedSentences, 40), 5000);

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static string Fit(string text, int length, string filler = " ")
    {
        StringBuilder fitted = new(text);
        while (fitted.Length < length)
        {
            fitted.Append(filler);
        }

        return fitted.ToString(0, length);
    }
}
