using System.Text.Json;

namespace StreamServer.Benchmarks.Load;

/// <summary>Everything one invocation measured, with when and on what.</summary>
internal sealed record LoadReport(
    DateTimeOffset When,
    string Machine,
    int Cores,
    string Device,
    IReadOnlyList<SttFigures> Stt,
    IReadOnlyList<TtsFigures> Tts)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public async Task WriteAsync(string path) => await File.WriteAllTextAsync(path, JsonSerializer.Serialize(this, Json) + "\n");

    public static void Print(SttFigures run)
    {
        Console.WriteLine($"""
            stt  {run.Streams} streams: {run.Refused} refused, {run.Shed} shed, {run.Failed} failed, {run.Lost} of {run.Spoken} finals lost
                 sent {run.SentSeconds:F1} s, heard {run.HeardSeconds:F1} s; word errors {run.WordErrorRate:P1}
                 first partial ms   {run.FirstPartialMs}
                 final ms           {run.FinalMs}
                 lag ms             {run.LagMs}
            """);
    }

    public static void Print(TtsFigures run)
    {
        Console.WriteLine($"""
            tts  {run.Concurrency} at once: {run.Requests} requests, {run.Refused} refused, {run.Failed} failed in {run.WallSeconds:F1} s
                 {run.RequestsPerSecond:F2} requests/s, {run.AudioSecondsPerSecond:F1} s of audio/s
                 first audio ms     {run.FirstAudioMs}
                 whole answer ms    {run.TotalMs}
                 RTF                p50 {run.Rtf.P50:F3}   p95 {run.Rtf.P95:F3}   p99 {run.Rtf.P99:F3}
                 no underrun over   50 ms {run.C50:P0}   100 ms {run.C100:P0}   200 ms {run.C200:P0}
            """);
    }
}
