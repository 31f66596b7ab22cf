using System.Globalization;
using System.Text;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>Utterances as subtitles. Pure.</summary>
internal static class Subtitles
{
    /// <summary>SubRip: numbered, comma before the milliseconds.</summary>
    /// <param name="texts">Utterances.</param>
    /// <param name="tellsChannel">Each cue says which channel it is of.</param>
    public static string Srt(IEnumerable<SttText> texts, bool tellsChannel)
    {
        StringBuilder result = new();
        int number = 1;
        foreach (Cue cue in CueCutter.Cut(texts, tellsChannel ? "[channel 0] ".Length : 0))
        {
            string channel = tellsChannel ? $"[channel {cue.Utterance.Channel}] " : "";
            result.Append(
                CultureInfo.InvariantCulture,
                $"{number++}\n{Time(cue.Start, ',')} --> {Time(cue.End, ',')}\n{channel}{string.Join('\n', cue.Lines)}\n\n");
        }

        return result.ToString();
    }

    /// <summary>WebVTT (W3C): a header, a point before the milliseconds; a channel is a voice.</summary>
    /// <param name="texts">Utterances.</param>
    /// <param name="tellsChannel">Each cue says which channel it is of.</param>
    public static string Vtt(IEnumerable<SttText> texts, bool tellsChannel)
    {
        StringBuilder result = new("WEBVTT\n\n");
        foreach (Cue cue in CueCutter.Cut(texts))
        {
            string channel = tellsChannel ? $"<v channel {cue.Utterance.Channel}>" : "";
            result.Append(
                CultureInfo.InvariantCulture,
                $"{Time(cue.Start, '.')} --> {Time(cue.End, '.')}\n{channel}{Escape(string.Join('\n', cue.Lines))}\n\n");
        }

        return result.ToString();
    }

    /// <summary>WebVTT cue text has the escapes of HTML; an arrow would end the cue.</summary>
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Time(double seconds, char point)
    {
        long milliseconds = (long)Math.Round(seconds * 1000);
        TimeSpan time = TimeSpan.FromMilliseconds(milliseconds);
        return string.Create(
            CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{point}{time.Milliseconds:000}");
    }
}
