using System.Text.RegularExpressions;

namespace StreamServer.Inference.Tts.Cloning;

/// <summary>What a cloned voice may be called: it becomes a file name, a header's value and a part of an address.</summary>
internal static partial class VoiceName
{
    public const string Rule = "must be 1 to 40 letters (A to Z), digits, '-' or '_', and begin with a letter or digit";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,39}\z")]
    private static partial Regex Pattern();
}
