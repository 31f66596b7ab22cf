using System.Text;
using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Benchmarks.Normalization;

/// <summary>
/// Runs the normalizer on hostile texts of 100 kB and prints how long each takes: none may take 50 ms.
/// Processor time of the process is measured, so that a busy machine does not count.
/// </summary>
internal static class AdversarialCommand
{
    private const int Bytes = 100_000;
    private const int Runs = 7;
    private const double LimitMs = 50;

    // What is repeated. Each is made to send some rule as far as it goes, again and again.
    private static readonly string[] Units =
    [
        "1", "1,", "1,23,", "1.", "1-", "1/", "1:", "1 ", "1x", "1e", "A1B2", "0'9:", "½", "1½", "²", "2^2", "10-12", "5km/h ", "$", "$1",
        "$1-$", "₹1 लाख ",
        "(", "[", "{", "<", "[a", "<a ", "<!--", "<b>", "[a](b.c)", "](", "@", "a@", "a@b.", "a@b.c ", "#", "#a", ".", "a.", "a.com.",
        "www.", "://", "a://", "http://a ",
        "/", " /a", "\\", "C:\\", "*", "2*2", "=", "a = b ", "-", "- a\n", "1. a\n", "```\n", "\n", "|", "a|", "'", "&", "&amp;", "&#x41;",
        ":", ":) ", "!", "…", "~", "_",
        "a", "A", "A. ", "A.b.", "etc. ", "I", "Chapter IV ", "Henry VIII ", "No. 1 ", "Mon-", "Nov 13, 2025 ", "13/11/2025 ", "3:45 PM ",
        "9am-5pm ", "+91 98765 43210 ",
        "555-555-", "9876543210", "in 1999 ", "'90s ", "e\u0301\u0323", "\u0301", "😀", "👨\u200D👩\u200D👧", "\uFE0F", "\u200D", "क\u200D",
        "\uD83D", "\uDE00", "ﷺ", "नमस्ते ", "१२३ ",
        "रु. 5 ", "क.", "డా.", "వెళ్దాం. ", "नमस्ते hello వెళ్దాం. 5km ", "[laugh]", "[laughs]", "中文。", " ", "\t",
    ];

    public static int Run()
    {
        // Warm code: what is measured is the algorithm, not the compiler.
        for (int i = 0; i < 30; i++)
        {
            foreach (string unit in Units)
            {
                TextNormalizer.NormalizeText(Fill(unit, Bytes / 50), NormalizationOptions.Default);
            }
        }

        List<(string Unit, double Best, double Half, int Length)> rows = [];
        foreach (string unit in Units)
        {
            string text = Fill(unit, Bytes);
            rows.Add((unit, Best(text, out int length), Best(Fill(unit, Bytes / 2), out _), length));
        }

        Console.WriteLine($"{Bytes} bytes of UTF-8, processor time, best of {Runs} runs; 'growth' is the time against half the text, 2 "
            + $"when it is linear");
        Console.WriteLine($"{"repeated",-28}{"ms",8}{"growth",8}{"output",10}");
        foreach ((string unit, double best, double half, int length) in rows.OrderByDescending(row => row.Best))
        {
            Console.WriteLine($"{Show(unit),-28}{best,8:F2}{best / half,8:F1}{length,10}");
        }

        double worst = rows.Max(row => row.Best);
        Console.WriteLine($"worst {worst:F2} ms, limit {LimitMs:F0} ms");
        return worst <= LimitMs ? 0 : 1;
    }

    private static double Best(string text, out int length)
    {
        double best = double.MaxValue;
        length = 0;
        for (int run = 0; run < Runs; run++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            length = TextNormalizer.NormalizeText(text, NormalizationOptions.Default).Length;
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        return best;
    }

    private static string Fill(string unit, int bytes) => new StringBuilder()
        .Insert(0, unit, Math.Max(1, bytes / Encoding.UTF8.GetByteCount(unit))).ToString();

    private static string Show(string unit) =>
        string.Concat(unit.Select(c => c is > ' ' and <= '~' ? c.ToString() : c == ' ' ? "·" : $"\\u{(int)c:X4}"));
}
