using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace StreamServer.Tests.Models;

/// <summary>Many broken forms of a right file through one reader: it may refuse, but not crash, take for ever or take the memory.</summary>
internal static class Fuzz
{
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>Cases of one reader; <c>FUZZ_CASES</c> in the environment asks for more.</summary>
    public static int Cases { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_CASES"), CultureInfo.InvariantCulture, out int cases) ? cases : 300;

    /// <param name="read">Reads the file that it is given the path of.</param>
    /// <param name="mayThrow">Says that the reader refuses in its own words.</param>
    /// <param name="mostBytes">Largest sum of allocations of one case.</param>
    /// <returns>One line of figures.</returns>
    public static string Run(
        string path, Func<Random, byte[]> make, Action<string> read, Func<Exception, bool> mayThrow, long mostBytes, int seeds = 0)
    {
        int refused = 0;
        long largest = 0;
        TimeSpan longest = TimeSpan.Zero;
        int count = seeds > 0 ? seeds : Cases;
        for (int seed = 0; seed < count; seed++)
        {
            byte[] bytes = make(new Random(seed));
            File.WriteAllBytes(path, bytes);
            long start = Stopwatch.GetTimestamp();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(path);
            }
            catch (Exception exception) when (mayThrow(exception))
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}: {exception}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            Assert.True(allocated <= mostBytes, $"seed {seed}: {allocated} bytes were allocated for {bytes.Length}.");
            Assert.True(took <= MostTime, $"seed {seed}: {took.TotalSeconds:0.0} s.");
            (largest, longest) = (Math.Max(largest, allocated), took > longest ? took : longest);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{count} cases, {refused} refused, at most {largest / 1e6:0.0} MB allocated and {longest.TotalMilliseconds:0} ms");
    }

    /// <summary>Bits turned, bytes of weight, ranges cut, doubled or moved.</summary>
    public static byte[] Bytes(byte[] right, Random random, int? within = null)
    {
        List<byte> bytes = [.. right];
        int changes = random.Next(1, 6);
        for (int i = 0; i < changes && bytes.Count > 0; i++)
        {
            int range = Math.Min(bytes.Count, within ?? bytes.Count);
            int at = random.Next(range);
            int length = Math.Min(bytes.Count - at, random.Next(1, 40));
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    byte extreme = (byte)(random.Next(2) * 255);
                    for (int k = 0; k < Math.Min(8, length); k++)
                    {
                        bytes[at + k] = extreme;
                    }

                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes[at..(at + length)]);
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Words[random.Next(Words.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Values exchanged for others, members taken away or doubled: still JSON.</summary>
    public static byte[] Json(byte[] right, Random random)
    {
        if (random.Next(5) == 0)
        {
            return Bytes(right, random);
        }

        JsonNode root = JsonNode.Parse(right)!;
        List<JsonNode> nodes = [];
        Collect(root, nodes);
        int changes = random.Next(1, 4);
        for (int i = 0; i < changes; i++)
        {
            JsonNode node = nodes[random.Next(nodes.Count)];
            JsonNode? other = JsonNode.Parse(Values[random.Next(Values.Length)]);
            switch (node.Parent)
            {
                case JsonObject parent:
                    string name = node.GetPropertyName();
                    if (random.Next(4) == 0)
                    {
                        parent.Remove(name);
                    }
                    else
                    {
                        parent[name] = other;
                    }

                    break;
                case JsonArray parent when parent.Contains(node):
                    parent[node.GetElementIndex()] = other;
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace(HalfPair, @"\ud800", StringComparison.Ordinal));
    }

    // Half a surrogate pair, which no writer writes.
    private const string HalfPair = "HALF-PAIR";

    private static readonly string[] Words = [
        "null", "-1", "1e999", "\"", "[[[[", "{{", "../", "\u00ff\u00ff", "99999999999999999999", "\0\0\0\0"];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "2147483648", "9223372036854775807", "1e308", "0.5", "\"\"", "\"..\"", "\"/etc/passwd\"", "\"(a+)+$\"",
        "\"[\"",
        $"\"{HalfPair}\"", "[]", "{}", "[null]", "[[]]", "{\"a\":{}}", "[0,0,0]",
    ];

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is null)
        {
            return;
        }

        nodes.Add(node);
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            // Of long lists a few stand for all.
            JsonArray items => items.Take(20),
            _ => [],
        };
        foreach (JsonNode? child in children.Take(200))
        {
            Collect(child, nodes);
        }
    }
}
