using static StreamServer.FunctionalTests.Conformance.WireFrame;

namespace StreamServer.FunctionalTests.Conformance;

/// <summary>Groups 6 and 7: what a text, and a close, may hold.</summary>
internal static partial class ConformanceCases
{
    /// <summary>Of Markus Kuhn's "UTF-8 decoder capability and stress test", as Autobahn takes them.</summary>
    private static readonly (string Id, string Name, string[] Hex)[] Valid =
    [
        ("6.5", "κόσμε", ["CEBAE1BDB9CF83CEBCCEB5"]),
        ("6.7", "the first of each length", ["00", "C280", "E0A080", "F0908080"]),
        ("6.9", "the last of each length", ["7F", "DFBF", "EFBFBF", "F48FBFBF"]),
        ("6.11", "on both sides of what is not allowed", ["ED9FBF", "EE8080", "EFBFBD", "F48FBFBF", "F09FBFBE"]),
        ("6.22", "non-characters, which are allowed", ["EFBFBE", "EFBFBF", "F09FBFBE", "F09FBFBF", "F0AFBFBE", "F0AFBFBF", "F48FBFBE",
            "F48FBFBF"]),
        ("6.23", "the byte order mark and its like", ["EFBBBF", "EFBFBC", "EFBFBD"]),
    ];

    private static readonly (string Id, string Name, string[] Hex)[] Invalid =
    [
        ("6.6", "κόσμε cut off", ["CE", "CEBAE1", "CEBAE1BD", "CEBAE1BDB9CF", "CEBAE1BDB9CF83CE", "CEBAE1BDB9CF83CEBCCE"]),
        ("6.8", "the first of five and six bytes", ["F888808080", "FC8480808080"]),
        ("6.10", "the last of four, five and six bytes", ["F7BFBFBF", "FBBFBFBFBF", "FDBFBFBFBFBF"]),
        ("6.12", "continuation bytes alone", ["80", "BF", "80BF", "80BF80", "80BF80BF", "80BF80BF80", "80BF80BF80BF"]),
        ("6.13", "lonely first bytes", ["C020C120C220C320", "E020E120E220E320", "F020F120F220F320", "F820F920FA20FB20", "FC20FD20"]),
        ("6.14", "sequences without their last byte", ["C0", "E080", "F08080", "F8808080", "FC80808080", "DF", "EFBF", "F7BFBF", "FBBFBFBF",
            "FDBFBFBFBF"]),
        ("6.15", "several of them", ["C0E080F08080F8808080FC80808080DFEFBFF7BFBFFBBFBFBFFDBFBFBFBF"]),
        ("6.16", "impossible bytes", ["FE", "FF", "FEFEFFFF"]),
        ("6.17", "overlong slashes", ["C0AF", "E080AF", "F08080AF", "F8808080AF", "FC80808080AF"]),
        ("6.18", "the largest overlong ones", ["C1BF", "E09FBF", "F08FBFBF", "F887BFBFBF", "FC83BFBFBFBF"]),
        ("6.19", "overlong zeros", ["C080", "E08080", "F0808080", "F880808080", "FC8080808080"]),
        ("6.20", "single surrogates", ["EDA080", "EDADBF", "EDAE80", "EDAFBF", "EDB080", "EDBE80", "EDBFBF"]),
        ("6.21", "paired surrogates", ["EDA080EDB080", "EDA080EDBFBF", "EDADBFEDB080", "EDADBFEDBFBF", "EDAE80EDB080", "EDAE80EDBFBF",
            "EDAFBFEDB080", "EDAFBFEDBFBF"]),
    ];

    private static IEnumerable<ConformanceCase> Texts()
    {
        byte[] kosme = Utf8("Hello-µ@ßöäüàá-UTF-8!!");
        byte[] broken = Convert.FromHexString("CEBAE1BDB9CF83CEBCCEB5EDA080656469746564");
        yield return Echo("6.1.1", "text of no bytes", isText: true, []);
        yield return Echo("6.1.2", "three empty fragments",
            [Of(Text, [], fin: false), Of(Continuation, [], fin: false), Of(Continuation, [])],
            (true, []));
        yield return Echo("6.1.3", "two empty fragments around one",
            [Of(Text, [], fin: false), Of(Continuation, Utf8("middle"), fin: false),
            Of(Continuation, [])], (true, Utf8("middle")));
        yield return Echo("6.2.1", "text with many letters", isText: true, kosme);
        yield return Echo("6.2.2", "the same in two fragments, cut between letters",
            [Of(Text, kosme.AsSpan(0, 8), fin: false), Of(Continuation, kosme.AsSpan(8))], (true, kosme));
        yield return Echo("6.2.3", "the same in fragments of one byte",
            kosme.Select((letter, i) => Of(i > 0 ? Continuation : Text, [letter], fin: i == kosme.Length - 1)), (true, kosme));
        yield return Echo("6.2.4", "κόσμε in fragments of one byte",
            Utf8("κόσμε").Select((letter, i) => Of(i > 0 ? Continuation : Text, [letter], fin: i == Utf8("κόσμε").Length - 1)),
            (true, Utf8("κόσμε")));
        yield return Fail("6.3.1", "a surrogate in the middle", [Of(Text, broken)], 1007);
        yield return Fail("6.3.2", "the same in fragments of one byte",
            broken.Select((letter, i) => Of(i > 0 ? Continuation : Text, [letter], fin: i == broken.Length - 1)), 1007);

        // Has to fail with the first byte that cannot be: the rest is only sent when it does not.
        byte[] start = Convert.FromHexString("CEBAE1BDB9CF83CEBCCEB5");
        byte[] beyond = Convert.FromHexString("F4908080");
        byte[] end = Convert.FromHexString("656469746564");
        yield return Fail("6.4.1", "a fragment behind a good one holds a letter beyond the last; fails before the message ends",
            [Of(Text, start, fin: false), Of(Continuation, beyond, fin: false)], 1007) with
        { Rest = Of(Continuation, end) };
        yield return Fail("6.4.2", "the same when half of that letter is there",
            [Of(Text, start, fin: false), Of(Continuation, beyond.AsSpan(0, 2), fin: false)], 1007)
            with
        { Rest = Of(Continuation, [.. beyond[2..], .. end]) };
        byte[] frame = Of(Text, [.. start, .. beyond, .. end]);
        int until = frame.Length - end.Length;
        yield return Fail("6.4.3", "the same in one frame that has not come whole", [frame[..until]], 1007) with { Rest = frame[until..] };
        yield return Fail("6.4.4", "the same when half of that letter is there", [frame[..(until - 2)]], 1007)
            with
        { Rest = frame[(until - 2)..] };

        foreach ((string id, string name, string[] all) in Valid)
        {
            foreach ((int index, string hex) in all.Index())
            {
                yield return Echo($"{id}.{index + 1}", $"{name}: {hex}", isText: true, Convert.FromHexString(hex));
            }
        }

        foreach ((string id, string name, string[] all) in Invalid)
        {
            foreach ((int index, string hex) in all.Index())
            {
                yield return Fail($"{id}.{index + 1}", $"{name}: {hex}", [Of(Text, Convert.FromHexString(hex))], 1007);
            }
        }
    }

    private static IEnumerable<ConformanceCase> Closes()
    {
        byte[] hello = Utf8("Hello, world!");
        yield return Echo("7.1.1", "text, close", isText: true, hello);
        yield return new ConformanceCase("7.1.2", "two closes", [Goodbye, Goodbye]);
        yield return new ConformanceCase("7.1.3", "close, ping", [Goodbye, Of(Ping, [])]);
        yield return new ConformanceCase("7.1.4", "close, text", [Goodbye, Of(Text, hello)]);
        yield return new ConformanceCase("7.1.5", "a fragment, close, the rest",
            [Of(Text, hello, fin: false), Goodbye, Of(Continuation, hello)]);
        yield return Echo("7.1.6", "256 KB, text, close, ping", [Of(Text, Fill(256 << 10)), Of(Text, hello), Goodbye, Of(Ping, [])],
            (true, Fill(256 << 10)), (true, hello));
        yield return new ConformanceCase("7.3.1", "close without payload", [Of(Close, [])]) { Codes = [null, 1000] };
        yield return Fail("7.3.2", "close with a payload of one byte", [Of(Close, "a"u8)]);
        yield return new ConformanceCase("7.3.3", "close with a code", [Goodbye]);
        yield return new ConformanceCase("7.3.4", "close with a code and a reason", [CloseOf(1000, "Hello, world!"u8)]);
        yield return new ConformanceCase("7.3.5", "close with the longest reason", [CloseOf(1000, Fill(123))]);
        yield return Fail("7.3.6", "close with a payload of 126 bytes", [CloseOf(1000, Fill(124))]);
        yield return Fail("7.5.1", "close whose reason is no UTF-8", [CloseOf(1000, Convert.FromHexString("CEBAE1BDB9CF83CEBCCEB5EDA080"))],
            1007) with
        { Codes = [1002, 1007] };
        int[] good = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
        foreach ((int index, int code) in good.Index())
        {
            yield return new ConformanceCase($"7.7.{index + 1}", $"close with {code}", [CloseOf(code)]) { Codes = [1000, code] };
        }

        int[] bad = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
        foreach ((int index, int code) in bad.Index())
        {
            yield return Fail($"7.9.{index + 1}", $"close with {code}, which nobody may send", [CloseOf(code)]);
        }

        yield return Fail("7.13.1", "close with 5000", [CloseOf(5000)]);
        yield return Fail("7.13.2", "close with 65535", [CloseOf(65535)]);
    }
}
