using System.Text;
using static StreamServer.FunctionalTests.Conformance.WireFrame;

namespace StreamServer.FunctionalTests.Conformance;

/// <summary>The matrix. Numbers are those of Autobahn's cases.</summary>
internal static partial class ConformanceCases
{
    private static readonly byte[] Goodbye = CloseOf(1000);

    public static IReadOnlyList<ConformanceCase> All() =>
        [.. Framing(), .. Pings(), .. Reserved(), .. Opcodes(), .. Fragments(), .. Texts(), .. Closes(), .. Sizes(), .. Lengths()];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Fill(int length, byte value = (byte)'*')
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static List<byte[]> Chop(byte[] bytes, int size) => [.. bytes.Chunk(size)];

    /// <summary>Everything is said back, and the client says goodbye.</summary>
    private static ConformanceCase Echo(
        string id, string name, IEnumerable<byte[]> writes, params (bool IsText, byte[] Payload)[] messages) =>
        new(id, name, [.. writes, Goodbye]) { Messages = messages };

    private static ConformanceCase Echo(string id, string name, bool isText, byte[] payload) =>
        Echo(id, name, [Of(isText ? Text : Binary, payload)], (isText, payload));

    private static ConformanceCase Fail(string id, string name, IEnumerable<byte[]> writes, int code = 1002) =>
        new(id, name, [.. writes]) { Fails = true, Codes = [code] };

    private static IEnumerable<ConformanceCase> Framing()
    {
        int[] sizes = [0, 125, 126, 127, 128, 65535, 65536];
        foreach ((int group, bool isText) in new[] { (1, true), (2, false) })
        {
            string kind = isText ? "text" : "binary";
            foreach ((int index, int size) in sizes.Index())
            {
                yield return Echo($"1.{group}.{index + 1}", $"{kind} of {size} bytes", isText, Fill(size));
            }

            yield return Echo($"1.{group}.8", $"{kind} of 65536 bytes in writes of 997",
                Chop(Of(isText ? Text : Binary, Fill(65536)), 997), (isText, Fill(65536)));
        }
    }

    private static IEnumerable<ConformanceCase> Pings()
    {
        byte[] odd = [0x00, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0x00, 0xff];
        byte[][] ten = [.. Enumerable.Range(0, 10).Select(i => Utf8($"payload-{i}"))];
        yield return Echo("2.1", "ping without payload", [Of(Ping, [])]) with { Pongs = [[]] };
        yield return Echo("2.2", "ping with text", [Of(Ping, "Hello, world!"u8)]) with { Pongs = [Utf8("Hello, world!")] };
        yield return Echo("2.3", "ping with bytes that are no text", [Of(Ping, odd)]) with { Pongs = [odd] };
        yield return Echo("2.4", "ping of 125 bytes", [Of(Ping, Fill(125, 0xfe))]) with { Pongs = [Fill(125, 0xfe)] };
        yield return Fail("2.5", "ping of 126 bytes", [Of(Ping, Fill(126, 0xfe))]);
        yield return Echo("2.6", "ping of 125 bytes, byte by byte", Chop(Of(Ping, Fill(125, 0xfe)), 1)) with { Pongs = [Fill(125, 0xfe)] };
        yield return Echo("2.7", "pong that nobody asked for", [Of(Pong, [])]);
        yield return Echo("2.8", "pong that nobody asked for, with payload", [Of(Pong, "unasked"u8)]);
        yield return Echo("2.9", "such a pong, then a ping", [Of(Pong, "unasked"u8), Of(Ping, "ping"u8)]) with { Pongs = [Utf8("ping")] };
        yield return Echo("2.10", "ten pings", ten.Select(payload => Of(Ping, payload))) with { Pongs = ten };
        yield return Echo("2.11", "ten pings, byte by byte", ten.SelectMany(payload => Chop(Of(Ping, payload), 1))) with { Pongs = ten };
    }

    private static IEnumerable<ConformanceCase> Reserved()
    {
        byte[] hello = Utf8("Hello, world!");
        (bool, byte[])[] one = [(true, hello)];
        yield return Fail("3.1", "text with RSV 1", [Of(Text, hello, reserved: 1)]);
        yield return Fail("3.2", "good text, text with RSV 2", [Of(Text, hello), Of(Text, hello, reserved: 2)]) with { Messages = one };
        yield return Fail("3.3", "the same with RSV 3, in pieces", [Of(Text, hello), .. Chop(Of(Text, hello, reserved: 3), 7)])
            with
        { Messages = one };
        yield return Fail("3.4", "the same with RSV 4, byte by byte", [Of(Text, hello), .. Chop(Of(Text, hello, reserved: 4), 1)])
            with
        { Messages = one };
        yield return Fail("3.5", "binary with RSV 5", [Of(Binary, Fill(8), reserved: 5)]);
        yield return Fail("3.6", "ping with RSV 6", [Of(Ping, hello, reserved: 6)]);
        yield return Fail("3.7", "close with RSV 7", [Of(Close, [], reserved: 7)]);
    }

    private static IEnumerable<ConformanceCase> Opcodes()
    {
        byte[] hello = Utf8("Hello, world!");
        foreach ((int group, int first) in new[] { (1, 3), (2, 11) })
        {
            for (int i = 0; i < 5; i++)
            {
                int opcode = first + i;
                byte[] payload = i % 2 == 0 ? [] : hello;
                bool isAfter = i >= 2;
                string name = $"opcode {opcode}{(i % 2 == 0 ? "" : " with payload")}{(isAfter ? " after a good text" : "")}";
                yield return Fail($"4.{group}.{i + 1}", name,
                    [.. isAfter ? [Of(Text, hello)] : Array.Empty<byte[]>(), Of(opcode, payload)])
                    with
                { Messages = isAfter ? [(true, hello)] : [] };
            }
        }
    }

    private static IEnumerable<ConformanceCase> Fragments()
    {
        byte[] one = Utf8("fragment1");
        byte[] two = Utf8("fragment2");
        (bool, byte[]) both = (true, [.. one, .. two]);
        byte[][] parts = [Of(Text, one, fin: false), Of(Continuation, two)];
        byte[][] withPing = [parts[0], Of(Ping, "ping"u8), parts[1]];
        byte[] all = [.. parts[0], .. parts[1]];
        byte[] allWithPing = [.. withPing[0], .. withPing[1], .. withPing[2]];
        yield return Fail("5.1", "ping in two fragments", [Of(Ping, one, fin: false), Of(Continuation, two)]);
        yield return Fail("5.2", "pong in two fragments", [Of(Pong, one, fin: false), Of(Continuation, two)]);
        yield return Echo("5.3", "text in two fragments", parts, both);
        yield return Echo("5.4", "the same in one write", [all], both);
        yield return Echo("5.5", "the same, byte by byte", Chop(all, 1), both);
        yield return Echo("5.6", "text in two fragments, a ping between", withPing, both) with { Pongs = [Utf8("ping")] };
        yield return Echo("5.7", "the same in one write", [allWithPing], both) with { Pongs = [Utf8("ping")] };
        yield return Echo("5.8", "the same, byte by byte", Chop(allWithPing, 1), both) with { Pongs = [Utf8("ping")] };
        foreach ((int first, bool fin) in new[] { (9, true), (12, false) })
        {
            byte[] lost = Of(Continuation, Utf8("non-continuation"), fin);
            byte[] text = Of(Text, Utf8("Hello, world!"));
            string name = $"a continuation of nothing, {(fin ? "the last" : "not the last")}";
            yield return Fail($"5.{first}", name, [lost, text]);
            yield return Fail($"5.{first + 1}", $"{name}, in one write", [[.. lost, .. text]]);
            yield return Fail($"5.{first + 2}", $"{name}, byte by byte", Chop([.. lost, .. text], 1));
        }

        yield return Fail("5.15", "text in two fragments, a continuation of nothing, text",
            [.. parts, Of(Continuation, one, fin: false), Of(Text, two)]) with
        { Messages = [both] };
        yield return Fail("5.16", "a continuation of nothing before each of two texts in fragments",
            [Of(Continuation, one, fin: false), .. parts, Of(Continuation, one, fin: false), .. parts]);
        yield return Fail("5.17", "the same, with the last bit set", [Of(Continuation, one), .. parts, Of(Continuation, one), .. parts]);
        yield return Fail("5.18", "a text inside an unfinished text", [parts[0], Of(Text, two)]);
        byte[][] five = [.. Enumerable.Range(1, 5).Select(i => Utf8($"fragment{i}"))];
        byte[][] frames =
        [
            Of(Text, five[0], fin: false), Of(Continuation, five[1], fin: false), Of(Ping, "one"u8), Of(Continuation, five[2], fin: false),
            Of(Continuation, five[3], fin: false), Of(Ping, "two"u8), Of(Continuation, five[4]),
        ];
        yield return Echo("5.19", "text in five fragments, pings between", frames, (true, five.SelectMany(part => part).ToArray()))
            with
        { Pongs = [Utf8("one"), Utf8("two")] };
        yield return Echo("5.20", "the same, byte by byte", frames.SelectMany(frame => Chop(frame, 1)),
            (true, five.SelectMany(part => part).ToArray())) with
        { Pongs = [Utf8("one"), Utf8("two")] };
    }

    private static IEnumerable<ConformanceCase> Sizes()
    {
        foreach ((int group, bool isText) in new[] { (1, true), (2, false) })
        {
            string kind = isText ? "text" : "binary";
            foreach ((int index, int kilobytes) in new[] { 64, 256, 1024, 4096, 8192, 16384 }.Index())
            {
                yield return Echo($"9.{group}.{index + 1}", $"{kind} of {kilobytes} KB", isText, Fill(kilobytes << 10));
            }
        }

        foreach ((int group, bool isText) in new[] { (3, true), (4, false) })
        {
            foreach ((int index, int size) in new[] { 256, 4096, 65536, 1 << 20 }.Index())
            {
                byte[] whole = Fill(4 << 20);
                byte[][] pieces = [.. whole.Chunk(size)];
                yield return Echo($"9.{group}.{index + 1}", $"{(isText ? "text" : "binary")} of 4 MB in fragments of {size} bytes",
                    [[.. pieces.SelectMany((piece, i) =>
                        Of(i > 0 ? Continuation : isText ? Text : Binary, piece, fin: i == pieces.Length - 1))]],
                    (isText, whole));
            }
        }

        foreach ((int group, bool isText) in new[] { (5, true), (6, false) })
        {
            foreach ((int index, int size) in new[] { 64, 256, 1024, 2048 }.Index())
            {
                byte[] whole = Fill(1 << 20);
                yield return Echo($"9.{group}.{index + 1}", $"{(isText ? "text" : "binary")} of 1 MB in writes of {size} bytes",
                    Chop(Of(isText ? Text : Binary, whole), size), (isText, whole));
            }
        }

        foreach ((int group, bool isText) in new[] { (7, true), (8, false) })
        {
            foreach ((int index, int size) in new[] { 0, 16, 64, 256, 1024, 4096 }.Index())
            {
                byte[] payload = Fill(size);
                yield return Echo($"9.{group}.{index + 1}", $"1000 {(isText ? "texts" : "binary messages")} of {size} bytes",
                    [[.. Enumerable.Repeat(Of(isText ? Text : Binary, payload), 1000).SelectMany(frame => frame)]],
                    [.. Enumerable.Repeat((isText, payload), 1000)]);
            }
        }

        yield return Echo("10.1.1", "text of 65536 bytes in fragments of 1300",
            [.. Fill(65536).Chunk(1300).Select((piece, i) => Of(i > 0 ? Continuation : Text, piece, fin: piece.Length < 1300))],
            (true, Fill(65536)));
    }

    private static IEnumerable<ConformanceCase> Lengths()
    {
        byte[] hello = Utf8("Hello");
        yield return Fail("L.1", "a frame without a mask", [Of(Text, hello, isMasked: false)]);
        yield return Fail("L.2", "a length whose top bit is set", [Head(Binary, 1UL << 63)]);
        yield return Fail("L.3", "a length of 2^63-1", [Head(Binary, long.MaxValue), Fill(EchoServer.MaxMessageBytes + 1)], 1009);
        yield return Fail("L.4", "a message over the limit", [Of(Binary, Fill(EchoServer.MaxMessageBytes + 1))], 1009);
        yield return Fail("L.5", "a message over the limit in fragments",
            [Of(Binary, Fill(EchoServer.MaxMessageBytes), fin: false), Of(Continuation, Fill(1))], 1009);
        yield return Fail("L.6", "five bytes with a length of 16 bits, which is not the shortest form",
            [Of(Text, hello, lengthForm: 16), Goodbye])
            with
        { Tolerated = [1000] };
        yield return Fail("L.7", "five bytes with a length of 64 bits", [Of(Text, hello, lengthForm: 64), Goodbye])
            with
        { Tolerated = [1000] };
        yield return Fail("L.8", "an HTTP request behind the upgrade", [Utf8("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]);
        yield return Echo("L.9", "10,000 empty fragments of one text",
            [Of(Text, [], fin: false), [.. Enumerable.Repeat(Of(Continuation, [], fin: false), 10_000).SelectMany(frame => frame)],
                Of(Continuation, hello)],
            (true, hello));
    }
}
