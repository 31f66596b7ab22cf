using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Units behind a number that are shortened in an Indic script without dots, completed in their own script: every written letter stays.
/// </summary>
internal static class IndicUnits
{
    // The longer form first.
    private static readonly (string Written, string Said)[] Forms =
    [
        ("किमी/घंटा", "किलोमीटर प्रति घंटा"), ("किमी/घंटे", "किलोमीटर प्रति घंटे"), ("किमी", "किलोमीटर"), ("सेमी", "सेंटीमीटर"), ("मिमी", "मिलीमीटर"),
        ("किग्रा", "किलोग्राम"), ("मिली", "मिलीलीटर"), ("కిమీ", "కిలోమీటర్లు"), ("సెంమీ", "సెంటీమీటర్లు"),
    ];

    /// <summary>The unit behind a number that ends at an index; null when there is none.</summary>
    public static string? Find(ReadOnlySpan<char> source, int numberEnd, out int end)
    {
        int at = source.At(numberEnd) == ' ' ? numberEnd + 1 : numberEnd;
        foreach ((string written, string said) in Characters.IsIndicLetterOrMark(source.At(at)) ? Forms : [])
        {
            end = at + written.Length;
            if (source[at..].StartsWith(written, StringComparison.Ordinal) && source.ClosesWord(end))
            {
                return said;
            }
        }

        end = numberEnd;
        return null;
    }
}
