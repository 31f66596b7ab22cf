using System.IO.Compression;
using System.Text;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>Files that claim to be PyTorch checkpoints, each made to break one thing a reader may believe.</summary>
internal static class HostilePickles
{
    private const string Call = "ctorch._utils\n_rebuild_tensor_v2\n";

    public static IEnumerable<(string Name, byte[] Pickle)> All()
    {
        byte[] head = [0x80, 2];
        yield return ("a call", [.. head, .. Ascii("cos\nsystem\n("), .. Text("touch PWNED"), .. Ascii("tR.")]);
        yield return ("append to null", [.. head, .. Ascii("NNa.")]);
        yield return ("append many to null", [.. head, .. Ascii("N(Ne.")]);
        yield return ("append to a number", [.. head, .. Ascii("K\u0001Na.")]);
        yield return ("null as a storage", [.. head, .. Ascii("NQ.")]);
        yield return ("null as a name", [.. head, .. Ascii("NN"), 0x93, (byte)'.']);
        yield return ("null called", [.. head, .. Ascii("NNR.")]);
        yield return ("too short a tuple", [.. head, (byte)'N', 0x87, (byte)'.']);
        yield return ("no mark", [.. head, .. Ascii("t.")]);
        yield return ("nothing", []);
        yield return ("only the end", Ascii("."));
        yield return ("a length below 0", [.. head, .. Ascii("X"), 255, 255, 255, 255, (byte)'.']);
        yield return ("a length of 2 GB", [.. head, .. Ascii("X"), 255, 255, 255, 127, (byte)'.']);
        yield return ("nothing remembered", [.. head, .. Ascii("h\u0005.")]);
        yield return ("a frame without end", [.. head, 0x95, 255, 255, 255, 255, 255, 255, 255, 255, .. Ascii("N.")]);
        yield return ("an odd number of items", [.. head, .. Ascii("}("), .. Text("a"), .. Ascii("u.")]);
        yield return ("a long number", [.. head, 0x8a, 255, .. Enumerable.Repeat((byte)0x7f, 255), (byte)'.']);
        yield return ("deep lists",
            [.. head, .. Enumerable.Repeat((byte)']', 200_000), .. Enumerable.Repeat((byte)'a', 199_999), (byte)'.']);
        yield return ("many values", [.. head, .. Enumerable.Repeat((byte)'N', 5_000_000), (byte)'.']);
        yield return ("a list in itself", [.. head, .. Ascii("]q\u0000h\u0000a.")]);
        yield return ("a shape of text", Named(Tensor([Text("x")], [Int(1)])));
        yield return ("a shape of null", Named(Tensor([Ascii("N")], [Int(1)])));
        yield return ("a shape below 0", Named(Tensor([Int(-5)], [Int(1)])));
        yield return ("a shape beyond all", Named(
            Tensor([Int(int.MaxValue), Int(int.MaxValue), Int(int.MaxValue)], [Int(1), Int(1), Int(1)])));
        yield return ("a stride of text", Named(Tensor([Int(4)], [Text("x")])));
        yield return ("a stride too few", Named(Tensor([Int(2), Int(2)], [Int(1)])));
        yield return ("an offset below 0", Named(Tensor([Int(4)], [Int(1)], Int(-1))));
        yield return ("an offset beyond the storage", Named(Tensor([Int(4)], [Int(1)], Int(1))));
        yield return ("a storage elsewhere", Named(Tensor([Int(4)], [Int(1)], key: "../../../etc/passwd")));
        yield return ("no such storage", Named(Tensor([Int(4)], [Int(1)], key: "9")));
        yield return ("a call with nothing", Named([.. Ascii(Call), .. Ascii(")R")]));
    }

    /// <summary>An archive with that structure and one storage of four numbers.</summary>
    public static void Write(string path, byte[] pickle)
    {
        using ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);
        using (Stream structure = archive.CreateEntry("archive/data.pkl").Open())
        {
            structure.Write(pickle);
        }

        using Stream storage = archive.CreateEntry("archive/data/0").Open();
        storage.Write(new byte[16]);
    }

    private static byte[] Named(byte[] tensor) => [0x80, 2, .. Ascii("}("), .. Text("w"), .. tensor, .. Ascii("u.")];

    private static byte[] Tensor(byte[][] shape, byte[][] stride, byte[]? offset = null, string key = "0") =>
    [
        .. Ascii(Call), .. Ascii("(("), .. Text("storage"), .. Ascii("ctorch\nFloatStorage\n"), .. Text(key), .. Text("cpu"),
            .. Ascii("K\u0004tQ"),
        .. offset ?? Ascii("K\0"), .. Tuple(shape), .. Tuple(stride), 0x89, .. Ascii("}tR"),
    ];

    private static byte[] Tuple(byte[][] items) => [.. Ascii("("), .. items.SelectMany(item => item), .. Ascii("t")];

    private static byte[] Int(int value) => [(byte)'J', .. BitConverter.GetBytes(value)];

    private static byte[] Text(string text) => [(byte)'X', .. BitConverter.GetBytes(text.Length), .. Ascii(text)];

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
