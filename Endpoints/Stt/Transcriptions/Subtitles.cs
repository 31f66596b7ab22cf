using System.Globalization;
using System.Text;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>Utterances as subtitles. Pure.</summary>
internal static class Subtitles
{
    /// <summary>SubRip: numbered, comma before the milliseconds.</summary>
    public static string Srt(IEnumerable<SttText> texts)
    {
        StringBuilder result = new();
        int number = 1;
        foreach (SttText text in texts)
        {
            result.Append(CultureInfo.InvariantCulture, $"{number++}\n{Time(text.Start, ',')} --> {Time(text.End, ',')}\n{text.Text}\n\n");
        }

        return result.ToString();
    }

    /// <summary>WebVTT (W3C): a header, a point before the milliseconds.</summary>
    public static string Vtt(IEnumerable<SttText> texts)
    {
        StringBuilder result = new("WEBVTT\n\n");
        foreach (SttText text in texts)
        {
            result.Append(CultureInfo.InvariantCulture, $"{Time(text.Start, '.')} --> {Time(text.End, '.')}\n{Escape(text.Text)}\n\n");
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
