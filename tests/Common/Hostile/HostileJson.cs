using System.Text;
using System.Text.Json;

namespace StreamServer.Testing.Hostile;

/// <summary>JSON objects with right and wrong members, and texts that are hardly JSON.</summary>
internal static class HostileJson
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "0.5", "1e309", "-1e309", "1e-400", "123456789012345678901234567890", "\"\"",
        "\"a\"", "[]", "{}",
        "[[[[]]]]", "{\"a\":{\"b\":[1,2,{}]}}", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\u202e\u200f\"", "\"16khz\"",
        "\"wav\"", "\"NaN\"",
    ];

    /// <param name="members">Name and a value that is right; a good half of them is taken as they are.</param>
    /// <param name="random">Of the seed.</param>
    public static byte[] Object(IReadOnlyList<(string Name, string Value)> members, Random random)
    {
        StringBuilder json = new("{");
        foreach ((string name, string value) in members)
        {
            switch (random.Next(8))
            {
                case < 3:
                    Add(name, value);
                    break;
                case 3:
                    Add(name, random.GetItems(Values, 1)[0]);
                    break;
                case 4:
                    Add(name, Long(name, random));
                    break;
                case 5 when random.Next(4) == 0:
                    Add(name, value);
                    Add(name, value);
                    break;
                case 6 when random.Next(4) == 0:
                    Add("no_such_" + name, value);
                    break;
            }
        }

        json.Append('}');
        byte[] bytes = Encoding.UTF8.GetBytes(json.ToString());
        return random.Next(6) switch
        {
            0 => ByteMutation.Apply(bytes, random),
            1 when random.Next(4) == 0 => Nested(random),
            _ => bytes,
        };

        void Add(string name, string value)
        {
            json.Append(json.Length > 1 ? "," : "").Append(JsonSerializer.Serialize(name)).Append(':').Append(value);
        }
    }

    /// <summary>What is spoken is short, or longer than any text may be: in between it takes its time by right.</summary>
    private static string Long(string name, Random random)
    {
        int length = name is "text" or "input" ? (random.Next(10) == 0 ? 60_000 : random.Next(1, 200)) : random.Next(1, 5000);
        return JsonSerializer.Serialize(new string((char)random.Next('a', 0x1000), length));
    }

    private static byte[] Nested(Random random)
    {
        int depth = random.Next(1, 20_000);
        return Encoding.UTF8.GetBytes("{\"text\":" + new string('[', depth) + (random.Next(2) == 0 ? new string(']', depth) + "}" : ""));
    }
}
